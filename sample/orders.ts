/** The data of the sample: two fixed orders. A real API would keep them in a table. */

interface Order {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}

export const ORDERS: readonly Order[] = [
  { id: '1001', item: 'portcullis chain', quantity: 2 },
  { id: '1002', item: 'lantern', quantity: 12 },
];

export const findOrder = (id: string | undefined): Order | undefined => ORDERS.find((order) => order.id === id);

/** The response of a function behind a Lambda proxy integration. */
export function answer(
  statusCode: number,
  body?: unknown,
): { statusCode: number; headers: Record<string, string>; body: string } {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return body === undefined
    ? { statusCode, headers: {}, body: '' }
    : { statusCode, headers, body: JSON.stringify(body) };
}
