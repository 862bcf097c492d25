/**
 * Entry point of `cdk synth` and `cdk deploy`: the Orders API with the settings in the context of cdk.json. Context
 * from the command line (`-c name=value`) overrides the file. The file is read here so that the app runs without the
 * CDK CLI too.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { context } from '../cdk.json';
import { OrdersStack } from '../sample/orders-stack';
import { settingsFromContext } from '../sample/settings-from-context';

const app = new App({ context });
new OrdersStack(app, settingsFromContext(app.node));
if (process.env.CDK_VALIDATION !== 'false')
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
