/** Starts a function as Lambda does: its settings in the environment, its module loaded afresh. */

/** The handler, whose types the test knows. `kept`: the environment that the test found, and puts back at its end. */
export function coldStart(name: string, kept: NodeJS.ProcessEnv, settings: Readonly<Record<string, string>>): unknown {
  process.env = {
    ...kept,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...settings,
  };
  let loaded: { handler: unknown } | undefined;
  jest.isolateModules(() => {
    loaded = jest.requireActual<{ handler: unknown }>(`../../lambda/functions/${name}`);
  });
  if (loaded === undefined) throw new Error('the function did not start');
  return loaded.handler;
}
