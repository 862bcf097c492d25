/**
 * Warnings of a synth that can be acknowledged wherever the CDK says: at the construct that is warned of or at any
 * construct around it, before the warning or after it. Before 2.271 the CDK forgets an acknowledgement at the construct
 * itself when the warning comes later, and most warnings come at the end of a synth.
 */
import { Annotations } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

/** No construct of an app is called so. */
const PROBE = 'SallyportWarning';

/** Adds a warning, unless its id is acknowledged. The id is shown as `[ack: sallyport:…]` behind the message. */
export function warn(construct: IConstruct, id: `sallyport:${string}`, message: string): void {
  if (!isAcknowledged(construct, id)) Annotations.of(construct).addWarningV2(id, message);
}

/** Asks with a child, because every version of the CDK looks at what is around a construct. */
function isAcknowledged(construct: IConstruct, id: string): boolean {
  const probe = new Construct(construct, PROBE);
  Annotations.of(probe).addWarningV2(id, '');
  construct.node.tryRemoveChild(PROBE);
  return probe.node.metadata.length === 0;
}
