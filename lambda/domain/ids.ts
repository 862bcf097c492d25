/** The forms of ids. A text of another form is never looked up, so no text of a caller's choice reaches the table. */
import { containsKey } from './key-format';

export const ACCOUNT_ID = /^[0-9A-Za-z]{10}$/;
export const KEY_ID = /^[0-9A-Za-z]{18}$/;
/** The form of a Cognito app client's id. */
export const CLIENT_ID = /^[\w+]{1,128}$/;

/** Whether the text can be a client's id. A presented key matches `CLIENT_ID` too, and must never be stored or shown. */
export const isClientId = (text: string): boolean => CLIENT_ID.test(text) && !containsKey(text);
