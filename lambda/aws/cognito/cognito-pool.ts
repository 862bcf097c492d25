/**
 * The `Pool` port over Cognito's API. An update resets every setting that the request leaves out, so each request holds
 * all of them. Nothing here calls DescribeUserPoolClient: its answer holds the client's secret.
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
import type { ServiceCall } from '../retry';
import { callPool, type poolClient, poolFailure } from './pool-client';
import { addedSecret, appClientInput, checkUpdated, clientPage, createdClient, secretEntries } from './cognito-mapping';
import type { AppClientEntry, AppClientSecret, AppClientSettings, Pool, PoolAnswer } from '../../domain/ports/pool';
import type { TimeBudget } from '../time-budget';

/** Most app clients in one answer. Source: Cognito API reference, ListUserPoolClients. */
const PAGE = 60;
/** Most secrets of an app client. Source: Quotas in Amazon Cognito. */
const MOST_SECRETS = 2;

/** The app client, or the secret, does not exist. */
const ABSENT = { ResourceNotFoundException: 'absent' } as const;
/** Exceptions with several causes when a secret is added or deleted. The list of secrets shows the cause. */
const UNEXPLAINED = { InvalidParameterException: 'unexplained', LimitExceededException: 'unexplained' } as const;
const DONE = { ok: true, value: undefined } as const;

export class CognitoPool implements Pool {
  private readonly pool: { readonly UserPoolId: string };

  constructor(
    userPoolId: string,
    private readonly client: ReturnType<typeof poolClient>,
    private readonly budget: TimeBudget,
  ) {
    this.pool = { UserPoolId: userPoolId };
  }

  createClient(settings: AppClientSettings): ReturnType<Pool['createClient']> {
    const input = { ...this.pool, ...appClientInput(settings), GenerateSecret: true };
    return this.#call({
      once: true,
      refusals: { LimitExceededException: 'clients' },
      attempt: async (options) =>
        createdClient(await this.client.send(new CreateUserPoolClientCommand(input), options)),
    });
  }

  updateClient(clientId: string, settings: AppClientSettings): Promise<PoolAnswer<undefined>> {
    const input = { ...this.pool, ClientId: clientId, ...appClientInput(settings) };
    // Sent once: Cognito may carry out a timed-out request late, after a newer update, and undo the newer one.
    return this.#call({
      once: true,
      refusals: ABSENT,
      attempt: async (options) =>
        checkUpdated(clientId, await this.client.send(new UpdateUserPoolClientCommand(input), options)),
    });
  }

  async deleteClient(clientId: string): Promise<PoolAnswer<undefined>> {
    const input = { ...this.pool, ClientId: clientId };
    const deleted = await this.#call({
      refusals: ABSENT,
      attempt: async (options) => {
        await this.client.send(new DeleteUserPoolClientCommand(input), options);
        return undefined;
      },
    });
    return deleted.ok || deleted.refusal === 'absent' ? DONE : deleted;
  }

  listClients(after?: string): Promise<PoolAnswer<Page<AppClientEntry>>> {
    const input = { ...this.pool, MaxResults: PAGE, ...(after !== undefined && { NextToken: after }) };
    return this.#call({
      refusals: {},
      attempt: async (options) => clientPage(await this.client.send(new ListUserPoolClientsCommand(input), options)),
    });
  }

  async addSecret(clientId: string): ReturnType<Pool['addSecret']> {
    const input = { ...this.pool, ClientId: clientId };
    const added = await this.#call({
      once: true,
      refusals: { ...ABSENT, ...UNEXPLAINED },
      attempt: async (options) =>
        addedSecret(await this.client.send(new AddUserPoolClientSecretCommand(input), options)),
    });
    if (added.ok || added.refusal !== 'unexplained') return added;
    const listed = await this.listSecrets(clientId);
    if (!listed.ok) return listed;
    if (listed.value.length >= MOST_SECRETS) return { ok: false, refusal: 'secrets' };
    throw poolFailure(`Cognito refused to add a secret to an app client that has ${listed.value.length}`);
  }

  listSecrets(clientId: string): Promise<PoolAnswer<readonly AppClientSecret[]>> {
    const input = { ...this.pool, ClientId: clientId };
    return this.#call({
      refusals: ABSENT,
      attempt: async (options) =>
        secretEntries(await this.client.send(new ListUserPoolClientSecretsCommand(input), options)),
    });
  }

  async deleteSecret(clientId: string, secretId: string): Promise<PoolAnswer<undefined>> {
    const input = { ...this.pool, ClientId: clientId, ClientSecretId: secretId };
    let attempts = 0;
    const deleted = await this.#call({
      refusals: { ...ABSENT, ...UNEXPLAINED },
      attempt: async (options) => {
        attempts += 1;
        await this.client.send(new DeleteUserPoolClientSecretCommand(input), options);
        return undefined;
      },
    });
    if (deleted.ok || deleted.refusal === 'rate') return deleted;
    const refused = deleted.refusal === 'absent' ? deleted : await this.#whyNotDeleted(clientId, secretId);
    // If a retry finds no secret, an earlier attempt deleted the secret and its answer was lost.
    return refused.refusal === 'absent' && attempts > 1 ? DONE : refused;
  }

  async #whyNotDeleted(clientId: string, secretId: string): Promise<Extract<PoolAnswer<never>, { ok: false }>> {
    const listed = await this.listSecrets(clientId);
    if (!listed.ok) return listed;
    if (listed.value.every((secret) => secret.secretId !== secretId)) return { ok: false, refusal: 'absent' };
    if (listed.value.length === 1) return { ok: false, refusal: 'last-secret' };
    throw poolFailure(`Cognito refused to delete one of ${listed.value.length} secrets of an app client`);
  }

  #call<T, const R extends string>(call: ServiceCall<T, R>): Promise<PoolAnswer<T, R | 'rate'>> {
    return callPool(call, this.budget);
  }
}
