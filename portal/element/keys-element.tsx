/**
 * `<sallyport-keys>`: the keys of an account in a page that somebody has already. It works in a shadow root with a
 * constructed sheet, so a strict content security policy needs nothing for it, and it never touches the page's address.
 */
import { render } from 'preact';
import { KeysApp } from './keys-app';
import type { KeysError, SallyportKeysElement, TokenFunction } from './element-types';
import { sheetFor } from './sheet';

export type * from './element-types';

const NAME = 'sallyport-keys';
const ATTRIBUTES = ['api', 'account', 'theme'] as const;

/** There is none where a server renders the page. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

class KeysElement extends Base implements SallyportKeysElement {
  static readonly observedAttributes = ATTRIBUTES;
  #token: TokenFunction | undefined;

  get api(): string {
    return this.getAttribute('api') ?? '';
  }
  set api(value: string) {
    this.setAttribute('api', value);
  }
  get account(): string {
    return this.getAttribute('account') ?? '';
  }
  set account(value: string) {
    this.setAttribute('account', value);
  }
  get theme(): SallyportKeysElement['theme'] {
    const theme = this.getAttribute('theme');
    return theme === 'light' || theme === 'dark' ? theme : '';
  }
  set theme(value: SallyportKeysElement['theme']) {
    this.setAttribute('theme', value);
  }
  get token(): TokenFunction | undefined {
    return this.#token;
  }
  set token(value: TokenFunction | undefined) {
    this.#token = value;
    this.#show();
  }

  connectedCallback(): void {
    // Set before the element was defined: what stands in the way of the accessors.
    for (const name of ['token', ...ATTRIBUTES] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = this[name];
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.#style();
    this.#show();
  }

  disconnectedCallback(): void {
    if (this.shadowRoot !== null) render(null, this.shadowRoot);
  }

  attributeChangedCallback(name: string): void {
    if (name === 'theme') this.#style();
    this.#show();
  }

  #root(): ShadowRoot {
    return this.shadowRoot ?? this.attachShadow({ mode: 'open' });
  }

  #style(): void {
    this.#root().adoptedStyleSheets = [sheetFor(this.theme)];
  }

  #show(): void {
    const { api, account } = this;
    const token = this.#token;
    if (!this.isConnected || api === '' || account === '' || token === undefined) return;
    const props = { api: api.replace(/\/+$/, ''), account, token, report: this.#report };
    render(<KeysApp key={`${api} ${account}`} {...props} />, this.#root());
  }

  readonly #report = (detail: KeysError): void => {
    this.dispatchEvent(new CustomEvent('sallyport-keys-error', { detail, bubbles: true, composed: true }));
  };
}

if (globalThis.customElements !== undefined && customElements.get(NAME) === undefined)
  customElements.define(NAME, KeysElement);
