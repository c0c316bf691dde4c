/** The part of the Zendesk Apps framework SDK that the widget uses. It has no set and no request: pages of ours write nothing into Zendesk. */
declare module "zendesk_app_framework_sdk" {
  export interface ZAFContext {
    location: string;
    instanceGuid?: string;
    ticketId?: number | string;
  }
  export interface ZAFClient {
    on(event: string, handler: (data: unknown) => void): void;
    context(): Promise<ZAFContext>;
    get(path: string): Promise<Record<string, unknown>>;
    invoke(name: string, ...args: unknown[]): Promise<unknown>;
    trigger(name: string, data?: unknown): void;
    postMessage(name: string, data?: unknown): void;
    instance(guid: string): ZAFClient;
  }
  const ZAF: { init(): ZAFClient | false };
  export default ZAF;
}
