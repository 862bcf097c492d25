/** An Orders API behind Sallyport. It uses only what the package exports. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { JsonSchemaType, LambdaIntegration, type Model } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { Sallyport, type SallyportProps } from 'sallyport';
import { OrdersFunction, type OrdersFunctionProps } from './orders-function';

/** The keys that customers got before this API had Sallyport: `unkey_` and base58. */
const EARLIER_KEYS = { forms: [{ prefix: 'unkey_', alphabet: '1-9A-HJ-NP-Za-km-z' }] };

export interface OrdersStackProps extends SallyportProps {
  /**
   * Whether the stack has a token cache.
   * @default true
   */
  readonly tokenCache?: boolean;
}

export class OrdersStack extends Stack {
  /**
   * The stack is named after API and environment, for example `orders-test`, so that both environments can be
   * deployed.
   */
  constructor(scope: Construct, { tokenCache = true, ...props }: OrdersStackProps) {
    super(scope, `${props.name}-${props.environment ?? 'live'}`);
    const sallyport = new Sallyport(this, 'Sallyport', {
      importedKeys: EARLIER_KEYS,
      portal: { name: 'Orders' },
      ...props,
      outputs: true,
    });
    this.addRoutes(sallyport, props.removalPolicy);
    if (tokenCache) sallyport.addTokenCache();
    sallyport.addClient('OrdersService', { scopes: ['read:orders', 'write:orders'] });
  }

  private addRoutes(sallyport: Sallyport, removalPolicy = RemovalPolicy.RETAIN): void {
    const handler = this.integrate('Orders', { handler: 'orders', removalPolicy });
    const shipping = this.integrate('RecordShipment', { handler: 'recordShipment', removalPolicy });
    const orders = sallyport.api.root.addResource('orders');
    const order = orders.addResource('{id}');
    const shipments = sallyport.api.root.addResource('shipments');
    const whoami = sallyport.api.root.addResource('whoami');
    const requestModels = { 'application/json': this.goodsModel(sallyport) };

    sallyport.protect(orders, 'GET', handler, { scope: 'read:orders' });
    sallyport.protect(orders, 'POST', handler, { scope: 'write:orders', requestModels });
    sallyport.protect(order, 'GET', handler, { scope: 'read:orders', door: 'key' });
    sallyport.protect(order, 'DELETE', handler, { scope: 'write:orders', door: 'token' });
    sallyport.protect(shipments, 'POST', shipping, { scope: 'write:orders', door: 'cognito', requestModels });
    sallyport.protect(whoami, 'GET', handler, { scope: null });
  }

  private integrate(id: string, props: OrdersFunctionProps): LambdaIntegration {
    return new LambdaIntegration(new OrdersFunction(this, id, props), { allowTestInvoke: false });
  }

  /** What an order asks for and what a shipment brings: a number of one item. */
  private goodsModel(sallyport: Sallyport): Model {
    return sallyport.api.addModel('Goods', {
      contentType: 'application/json',
      schema: {
        type: JsonSchemaType.OBJECT,
        properties: {
          item: { type: JsonSchemaType.STRING, minLength: 1, maxLength: 80 },
          quantity: { type: JsonSchemaType.INTEGER, minimum: 1, maximum: 1000 },
        },
        required: ['item', 'quantity'],
        additionalProperties: false,
      },
    });
  }
}
