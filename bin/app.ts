/**
 * Entry of `cdk synth` and `cdk deploy`: the Orders API with the settings of cdk.json's context. The CLI's
 * own context (`-c name=value`) wins; the file is read here so that the app also runs without the CLI.
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
