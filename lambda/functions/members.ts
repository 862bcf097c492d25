/** Serves people: who somebody is, and the members of accounts. Only this function may use the people's user pool. */
import { CognitoPeople } from '../aws/cognito/cognito-people';
import { poolClient } from '../aws/cognito/pool-client';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { peopleSettings } from '../aws/settings/function-settings';
import { memberEndpoints } from '../management/endpoints/members';
import type { Invocation } from './wiring/invocation';
import { operatorServing, served } from './wiring/serving';

const serving = operatorServing('members', sdkTable);
const { peoplePoolId } = peopleSettings(process.env);
const client = poolClient();

const depsIn = (invocation: Invocation) => ({
  ...serving.depsIn(invocation),
  people: new CognitoPeople(peoplePoolId, client, invocation.budget),
});

export const handler = served(memberEndpoints, { ...serving, depsIn });
