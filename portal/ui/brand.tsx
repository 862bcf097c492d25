/** The deployer's logo, else the first letter, and the name. */
import type { PortalConfig } from '../sign-in/config';

export function Brand({ config: { name, logoUrl } }: { readonly config: PortalConfig }) {
  return (
    <span class="brand">
      {logoUrl === undefined ? (
        <span class="brand-mark" aria-hidden="true">
          {String.fromCodePoint(name.codePointAt(0) ?? 0).toUpperCase()}
        </span>
      ) : (
        <img class="brand-logo" src={logoUrl} alt="" width="28" height="28" />
      )}
      <span class="brand-name">{name}</span>
    </span>
  );
}
