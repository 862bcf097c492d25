/**
 * `<sallyport-keys>`: the keys of an account in a page that somebody has already. It works in a shadow root with a
 * constructed sheet, so a strict content security policy needs nothing for it, and it never touches the page's address.
 */
import { render } from 'preact';
import { SetupError } from '../data/failure';
import { Boundary } from '../ui/boundary';
import { makeToaster, Toasts } from '../ui/toast';
import { KeysApp } from './keys-app';
import type { KeysError, SallyportKeysElement, TokenFunction } from './element-types';
import { apiOf } from './given';
import { schemeOf, sheetFor } from './sheet';

export type * from './element-types';

const NAME = 'sallyport-keys';
const ATTRIBUTES = ['api', 'account', 'theme'] as const;

/** There is none where a server renders the page. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

class KeysElement extends Base implements SallyportKeysElement {
  static readonly observedAttributes = ATTRIBUTES;
  #token: TokenFunction | undefined;
  /** Goes up with each token function: another one may be that of another person, who starts anew. */
  #turn = 0;
  readonly #toaster = makeToaster();

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
    if (value === this.#token) return;
    this.#token = value;
    this.#turn += 1;
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
    this.#root().adoptedStyleSheets = [sheetFor(this.theme === '' ? schemeOf(this) : this.theme)];
  }

  #show(): void {
    if (this.isConnected) render(this.#shown(), this.#root());
  }

  #shown() {
    const { api, account } = this;
    const token = this.#token;
    if (api === '' || account === '' || token === undefined) return null;
    const key = `${api} ${account} ${this.#turn}`;
    try {
      const props = { api: apiOf(api, document), account, token, report: this.#report, tell: this.#toaster.tell };
      return (
        <>
          <Boundary key={key} onReload={() => this.#restart()}>
            <KeysApp {...props} />
          </Boundary>
          <Toasts of={this.#toaster} />
        </>
      );
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      console.error(`<${NAME}>: ${error.message}.`);
      this.#report({ code: 'defect', message: error.message });
      return <p class="notice danger">{error.message}.</p>;
    }
  }

  #restart(): void {
    this.#turn += 1;
    this.#show();
  }

  readonly #report = (detail: KeysError): void => {
    this.dispatchEvent(new CustomEvent('sallyport-keys-error', { detail, bubbles: true, composed: true }));
  };
}

if (globalThis.customElements !== undefined && customElements.get(NAME) === undefined)
  customElements.define(NAME, KeysElement);
