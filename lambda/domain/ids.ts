/** The forms of ids. Only a text of such a form is looked up, so a caller cannot put other text into a table key. */
import { containsKey } from './key-format';

export const ACCOUNT_ID = /^[0-9A-Za-z]{10}$/;
export const KEY_ID = /^[0-9A-Za-z]{18}$/;
/** A Cognito app client's id (Cognito API reference, `ClientId`). */
export const CLIENT_ID = /^[\w+]{1,128}$/;

/** Whether the text can be a client's id. A presented key matches `CLIENT_ID` too, but must not be stored or shown. */
export const isClientId = (text: string): boolean => CLIENT_ID.test(text) && !containsKey(text);
