/** `--reason`: why a credential is revoked. */
import { REVOCATION_REASONS } from '../../lambda/domain/vocabulary';
import { oneOf, option } from './values';

export const REASON = {
  reason: option(
    oneOf('REASON', REVOCATION_REASONS),
    `${REVOCATION_REASONS.slice(0, 3).join(', ')},\n${REVOCATION_REASONS.slice(3, 5).join(', ')},\n${REVOCATION_REASONS.slice(5).join(', ')}`,
  ),
};
