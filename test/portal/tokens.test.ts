import { TokenError } from '../../client';
import { keepTokens, type Tokens } from '../../portal/sign-in/tokens';

const SIGNAL = new AbortController().signal;
const MINUTE = 60_000;
const tokens = (name: string, expiresAt: number, refreshToken?: string): Tokens => ({
  accessToken: name,
  expiresAt,
  ...(refreshToken !== undefined && { refreshToken }),
});

function keeperOf(refresh: (refreshToken: string) => Promise<Tokens>) {
  const clock = { now: 0 };
  const asked: string[] = [];
  const keeper = keepTokens({
    first: tokens('one', 15 * MINUTE, 'refresh-one'),
    refresh: (token) => {
      asked.push(token);
      return refresh(token);
    },
    now: () => clock.now,
  });
  return {
    keeper,
    clock,
    asked,
    token: (rejected?: string) => keeper.source({ signal: SIGNAL, ...(rejected !== undefined && { rejected }) }),
  };
}

describe('the access token of a person', () => {
  it('is used until a minute before its end', async () => {
    const { token, clock, asked } = keeperOf(async () => tokens('two', 30 * MINUTE));
    clock.now = 14 * MINUTE - 1;

    expect(await token()).toBe('one');
    expect(asked).toEqual([]);
  });

  it('is refreshed once for all calls that wait', async () => {
    const { token, clock, asked } = keeperOf(async () => tokens('two', 30 * MINUTE));
    clock.now = 14 * MINUTE;

    expect(await Promise.all([token(), token(), token()])).toEqual(['two', 'two', 'two']);
    expect(asked).toEqual(['refresh-one']);
  });

  it('is refreshed when the API refused it', async () => {
    const { token } = keeperOf(async () => tokens('two', 30 * MINUTE));

    expect(await token('one')).toBe('two');
  });

  it('is refreshed with the refresh token that came last', async () => {
    const answers = [tokens('two', 30 * MINUTE, 'refresh-two'), tokens('three', 30 * MINUTE)];
    const { token, asked } = keeperOf(async () => answers.shift() ?? tokens('four', 30 * MINUTE));
    await token('one');
    await token('two');

    await token('three');

    expect(asked).toEqual(['refresh-one', 'refresh-two', 'refresh-two']);
  });
});

describe('a session', () => {
  it('ends when the refresh token is refused, and stays ended', async () => {
    const { token, asked } = keeperOf(async () => {
      throw new TokenError('invalid_grant', 400);
    });

    await expect(token('one')).rejects.toThrow(TokenError);
    await expect(token()).rejects.toThrow(TokenError);
    expect(asked).toHaveLength(1);
  });

  it.each([new TypeError('no connection'), new TokenError('temporarily_unavailable', 503)])(
    'goes on after a refresh that failed for a passing reason: %s',
    async (error) => {
      let isUp = false;
      const { token } = keeperOf(async () => {
        if (!isUp) throw error;
        return tokens('two', 30 * MINUTE);
      });
      await expect(token('one')).rejects.toBe(error);
      isUp = true;

      expect(await token('one')).toBe('two');
    },
  );

  it('that was left gives its refresh token once and no access token, also to a refresh under way', async () => {
    let answer: (given: Tokens) => void = () => undefined;
    const { keeper, token } = keeperOf(() => new Promise((resolve) => (answer = resolve)));
    const waiting = token('one');

    const left = keeper.forget();
    answer(tokens('two', 30 * MINUTE));

    expect(left).toBe('refresh-one');
    expect(keeper.forget()).toBeUndefined();
    await expect(waiting).rejects.toThrow(TokenError);
  });
});
