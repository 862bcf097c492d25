/** The screens beside those of keys, which load together: one file is smaller than nine, as each is compressed by itself. */
export { ActivityScreen } from '../activity/activity-screen';
export { ClientScreen } from '../clients/client-screen';
export { ClientsScreen } from '../clients/clients-screen';
export { NewClientScreen } from '../clients/new-client-screen';
export { AccountScreen } from '../operator/account-screen';
export { AccountsScreen } from '../operator/accounts-screen';
export { NewAccountScreen } from '../operator/new-account-screen';
export { PeopleScreen } from '../people/people-screen';
export { UsageScreen } from '../usage/usage-screen';
