/** The deployer's logo, else or if it does not load the first letter, and the name. */
import { useState } from 'preact/hooks';
import type { PortalConfig } from '../sign-in/config';

export function Brand({ config: { name, logoUrl } }: { readonly config: PortalConfig }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <span class="brand">
      {logoUrl === undefined || isBroken ? (
        <span class="brand-mark" aria-hidden="true">
          {String.fromCodePoint(name.codePointAt(0) ?? 0).toUpperCase()}
        </span>
      ) : (
        <img class="brand-logo" src={logoUrl} alt="" width="28" height="28" onError={() => setBroken(true)} />
      )}
      <span class="brand-name">{name}</span>
    </span>
  );
}
