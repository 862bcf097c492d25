/**
 * The issuer's app clients at Cognito. An update resets what it leaves out, so the whole form is sent each time; no
 * app client is ever described, as that answer holds its secret.
 */
import {
  AddUserPoolClientSecretCommand,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientsCommand,
  ListUserPoolClientSecretsCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from '../../domain/ports/table';
import { type Answer, callPool, type PoolCall, poolClient, trouble } from './pool-client';
import { clientOf, entriesOf, formOf, isClient, secretOf, secretsOf, valueOf } from './cognito-mapping';
import type { AppClientEntry, AppClientSecret, AppClientSettings, Pool, PoolAnswer } from '../../domain/ports/pool';
import { systemTimers } from '../timers';

/** Most that Cognito lists at once. */
const PAGE = 60;
/** Most secrets of a client. */
const MOST_SECRETS = 2;

/** Of the app client or the secret: there is none. */
const ABSENT = { ResourceNotFoundException: 'absent' } as const;
/** Cognito says what it holds against a change of secrets in words alone; the secrets tell it reliably. */
const REFUSED = { ...ABSENT, InvalidParameterException: 'refused', LimitExceededException: 'refused' } as const;
const DONE = { ok: true, value: undefined } as const;

export class CognitoPool implements Pool {
  private readonly of: { readonly UserPoolId: string };

  constructor(
    userPoolId: string,
    private readonly client = poolClient(),
    private readonly timers = systemTimers,
  ) {
    this.of = { UserPoolId: userPoolId };
  }

  createClient(settings: AppClientSettings): ReturnType<Pool['createClient']> {
    const command = { ...this.of, ...formOf(settings), GenerateSecret: true };
    return this.#call({
      once: true,
      noes: { LimitExceededException: 'clients' },
      attempt: async (options) => clientOf(await this.client.send(new CreateUserPoolClientCommand(command), options)),
    });
  }

  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>> {
    const command = { ...this.of, ClientId: clientId, ...formOf(settings) };
    // Not sent again after a time-out: the first one may come through later, over what was told since.
    return this.#call({
      once: true,
      noes: ABSENT,
      attempt: async (options) =>
        isClient(clientId, await this.client.send(new UpdateUserPoolClientCommand(command), options)),
    });
  }

  async deleteClient(clientId: string): Promise<PoolAnswer<undefined>> {
    const command = { ...this.of, ClientId: clientId };
    const deleted = await this.#call({
      noes: ABSENT,
      attempt: async (options) => {
        await this.client.send(new DeleteUserPoolClientCommand(command), options);
        return undefined;
      },
    });
    return deleted.ok || deleted.no === 'absent' ? DONE : deleted;
  }

  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>> {
    const command = { ...this.of, MaxResults: PAGE, ...(after !== undefined && { NextToken: after }) };
    return this.#call({
      noes: {},
      attempt: async (options) => entriesOf(await this.client.send(new ListUserPoolClientsCommand(command), options)),
    });
  }

  async addSecret(clientId: string): ReturnType<Pool['addSecret']> {
    const command = { ...this.of, ClientId: clientId };
    const added = await this.#call({
      once: true,
      noes: REFUSED,
      attempt: async (options) => {
        const answer = await this.client.send(new AddUserPoolClientSecretCommand(command), options);
        const descriptor = answer.ClientSecretDescriptor;
        return { ...secretOf(descriptor), clientSecret: valueOf(descriptor) };
      },
    });
    if (added.ok || added.no !== 'refused') return added;
    const listed = await this.listSecrets(clientId);
    if (!listed.ok) return listed;
    if (listed.value.length >= MOST_SECRETS) return { ok: false, no: 'secrets' };
    throw trouble('Cognito refused to add a secret although there is room');
  }

  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>> {
    const command = { ...this.of, ClientId: clientId };
    return this.#call({
      noes: ABSENT,
      attempt: async (options) =>
        secretsOf(await this.client.send(new ListUserPoolClientSecretsCommand(command), options)),
    });
  }

  async deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>> {
    const command = { ...this.of, ClientId: clientId, ClientSecretId: secretId };
    let attempts = 0;
    const deleted = await this.#call({
      noes: REFUSED,
      attempt: async (options) => {
        attempts += 1;
        await this.client.send(new DeleteUserPoolClientSecretCommand(command), options);
        return undefined;
      },
    });
    if (deleted.ok || deleted.no === 'rate') return deleted;
    const why = deleted.no === 'refused' ? await this.#whyKept(clientId, secretId) : deleted;
    // An earlier attempt, whose answer was lost, did it.
    return why.no === 'absent' && attempts > 1 ? DONE : why;
  }

  async #whyKept(clientId: string, secretId: string): Promise<Extract<PoolAnswer<undefined>, { ok: false }>> {
    const listed = await this.listSecrets(clientId);
    if (!listed.ok) return listed;
    if (listed.value.every((secret) => secret.secretId !== secretId)) return { ok: false, no: 'absent' };
    if (listed.value.length === 1) return { ok: false, no: 'last-secret' };
    throw trouble('Cognito refused to delete a secret although it is not the only one');
  }

  #call<T, const N extends string>(call: PoolCall<T, N>): Promise<Answer<T, N | 'rate'>> {
    return callPool(call, this.timers);
  }
}
