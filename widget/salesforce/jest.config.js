const { jestConfig } = require("@salesforce/sfdx-lwc-jest/config");

module.exports = {
  ...jestConfig,
  moduleNameMapper: {
    ...jestConfig.moduleNameMapper,
    // What sfdx-lwc-jest stands in for less well, or not at all.
    "^lightning/navigation$": "<rootDir>/test/stubs/navigation",
    "^lightning/platformUtilityBarApi$": "<rootDir>/test/stubs/platformUtilityBarApi",
  },
};
