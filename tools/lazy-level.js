/**
 * Takes the place of `level` in the bundled command. It loads the native store only for a run that keeps its data, so
 * that every other run starts on a platform for which the package has no native build.
 */
'use strict';

exports.Level = function Level(folder, options) {
  const { ClassicLevel } = require('classic-level');
  return new ClassicLevel(folder, options);
};
