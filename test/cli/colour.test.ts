/** Colour only where a terminal takes it. */
import { paintFor, takesColour } from '../../cli/colour';

const TTY = { isTTY: true };

test.each([
  ['a terminal', TTY, {}, true],
  ['a pipe', {}, {}, false],
  ['a terminal with NO_COLOR', TTY, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', TTY, { NO_COLOR: '' }, true],
  ['a dumb terminal', TTY, { TERM: 'dumb' }, false],
  ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
  ['a pipe with an empty FORCE_COLOR', {}, { FORCE_COLOR: '' }, true],
  ['a terminal with FORCE_COLOR=0', TTY, { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR beside NO_COLOR', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('%s', (...[, output, environment, expected]) => {
  expect(takesColour(output, environment)).toBe(expected);
});

test('paints with escape sequences there, and elsewhere leaves the text as it is', () => {
  expect(paintFor(TTY, {})('red', '503')).toBe('\u001b[31m503\u001b[39m');
  expect(paintFor({}, {})('red', '503')).toBe('503');
});
