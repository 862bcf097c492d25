import { draftsNow, draftsOf, forgetDrafts, restoreDrafts } from '../../portal/app/kept-drafts';

const KEPT = { 'new-key 1': { label: 'Typed' } };
beforeEach(() => restoreDrafts('ada', KEPT));
afterEach(forgetDrafts);

describe('what a person typed', () => {
  it('goes to the sign-in again after a return that failed', () => {
    expect(draftsNow()).toEqual({ subject: 'ada', drafts: KEPT });
  });

  it('is there for the same person', () => {
    draftsOf('ada');

    expect(draftsNow()).toEqual({ subject: 'ada', drafts: KEPT });
  });

  it('is gone for the next person who signs in in the tab', () => {
    draftsOf('bob');

    expect(draftsNow()).toEqual({ subject: 'bob', drafts: {} });
  });

  it('is gone after the sign-out', () => {
    forgetDrafts();

    expect(draftsNow().drafts).toEqual({});
  });
});
