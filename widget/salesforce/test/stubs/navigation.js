import { createTestWireAdapter } from "@salesforce/wire-service-jest-util";

export const CurrentPageReference = createTestWireAdapter(jest.fn());

/** Every page that a component has opened. */
export const navigated = jest.fn();

const Navigate = Symbol("Navigate");

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](page) {
      navigated(page);
    }
  };
NavigationMixin.Navigate = Navigate;
