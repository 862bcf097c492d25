/**
 * The forms a deployer's settings must have, as the wire uses them: the constructs check these at synth and
 * know no other part of the domain.
 */
export { isScope, SCOPE_MAX_LENGTH } from '../core/scopes';
export { KEY_PREFIX } from '../core/key-format';
