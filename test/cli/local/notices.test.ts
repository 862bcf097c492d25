import { noticesOf } from '../../../cli/local/notices';

const unserved = (...types: string[]) => types.map((type, n) => ({ logicalId: `Id${n}`, type, why: 'why' }));

test('what is passed over is counted by type in one line, in words', () => {
  const notServed = unserved(
    'AWS::SQS::Queue',
    'AWS::SQS::Queue',
    'AWS::IAM::Policy',
    'AWS::IAM::Policy',
    'Custom::Odd',
    'AWS::EC2::VPCGatewayAttachment',
    ...Array<string>(2).fill('AWS::EC2::NatGateway'),
    ...Array<string>(2).fill('AWS::EC2::EIP'),
    ...Array<string>(2).fill('AWS::Lambda::Alias'),
  );

  expect(noticesOf({ notServed, warnings: [] })).toEqual([
    'not served here: 2 SQS queues, 2 IAM policies, 1 Custom odd, 1 EC2 VPC gateway attachment, 2 EC2 nat gateways, 2 EC2 EIPs, 2 Lambda aliases',
  ]);
});

test('an app that is served as a whole has nothing to tell', () => {
  expect(noticesOf({ notServed: [], warnings: [] })).toEqual([]);
});

test('each warning is a line of its own', () => {
  expect(noticesOf({ notServed: [], warnings: ['a', 'b'] })).toEqual(['warning: a', 'warning: b']);
});
