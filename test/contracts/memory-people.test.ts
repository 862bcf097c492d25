import { MemoryPeople } from '../support/memory-people';
import { peopleContract } from './people.contract';

describe('the people in memory', () => {
  peopleContract(async () => {
    const people = new MemoryPeople();
    return {
      people,
      sent: () => people.sent,
      signIn: async (email) => void people.signIn(email),
      close: async () => undefined,
    };
  });
});
