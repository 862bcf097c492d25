/** Runs a build of Vite for production, whatever NODE_ENV is: a page has one content, and its files one name. */
export async function forProduction<T>(build: () => Promise<T>): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await build();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
