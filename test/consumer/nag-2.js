/** Loaded before an app (`node -r`): adds both rule packs of cdk-nag 2 to it, whose findings are annotations. */
const { App, Aspects } = require('aws-cdk-lib');
const { AwsSolutionsChecks, ServerlessChecks } = require('cdk-nag');

const { synth } = App.prototype;
App.prototype.synth = function synthWithRules(...options) {
  for (const rules of [new AwsSolutionsChecks(), new ServerlessChecks()]) Aspects.of(this).add(rules);
  return synth.apply(this, options);
};
