/** The screens of keys, which load together: one file is smaller than three, as each is compressed by itself. */
export { KeyScreen } from '../keys/key-screen';
export { KeysScreen } from '../keys/keys-screen';
export { NewKeyScreen } from '../keys/new-key-screen';
