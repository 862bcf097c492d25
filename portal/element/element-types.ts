/** `sallyport/keys-element`: importing it defines the element `<sallyport-keys>`. These are its types. */

/** Gives an access token of the person who looks. `rejected` is a token that the API just refused: give another one. */
export type TokenFunction = (request: { readonly rejected?: string; readonly signal: AbortSignal }) => Promise<string>;

/** What a `sallyport-keys-error` event tells in its `detail`. It never holds a key or a token. */
export interface KeysError {
  /** The problem's code, for example `insufficient-scope`; `session-ended` or `no-answer` if the API gave none. */
  readonly code: string;
  readonly message: string;
  /** For the logs of the service. */
  readonly requestId?: string;
}

/** The element `<sallyport-keys>`: the keys of one account. It shows nothing until `api`, `account` and `token` are set. */
export interface SallyportKeysElement extends HTMLElement {
  /** Address of the management API, on the origin of the page, for example `/v1`. Also an attribute. */
  api: string;
  /** Id of the account. Also an attribute. */
  account: string;
  /** Colours for light or dark pages; without it, as the person's system has it. Also an attribute. */
  theme: 'light' | 'dark' | '';
  /** Never an attribute: what is in the document can be read by every script in it. */
  token: TokenFunction | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'sallyport-keys': SallyportKeysElement;
  }
  interface HTMLElementEventMap {
    'sallyport-keys-error': CustomEvent<KeysError>;
  }
}
