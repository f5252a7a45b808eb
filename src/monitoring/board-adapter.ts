import type {
  AppControllerRoute,
  AppViewRoute,
  BullBoardQueues,
  ControllerHandlerReturnType,
  IServerAdapter,
  UIConfig,
} from '@bull-board/api/typings/app';

export interface Read {
  readonly url: string;
  readonly answer: (
    query: Record<string, unknown>,
    params: Record<string, unknown>,
  ) => Promise<ControllerHandlerReturnType> | ControllerHandlerReturnType;
}

/**
 * What Bull Board tells a server of its parts. Only what reads is taken over: a call that changes the queue has no route
 * here, whatever the page or a client sends. (Its own adapter for Fastify brings a template engine for five variables.)
 */
export class BoardAdapter implements IServerAdapter {
  viewFolder = '';
  staticFolder = '';
  pages: readonly string[] = [];
  reads: readonly Read[] = [];
  private entry: AppViewRoute;
  private queues: BullBoardQueues;
  private config: UIConfig = {};

  setQueues(queues: BullBoardQueues): this {
    this.queues = queues;
    return this;
  }

  setViewsPath(folder: string): this {
    this.viewFolder = folder;
    return this;
  }

  setStaticPath(_route: string, folder: string): this {
    this.staticFolder = folder;
    return this;
  }

  setEntryRoute(route: AppViewRoute): this {
    this.entry = route;
    this.pages = [route.route].flat();
    return this;
  }

  /** Errors are answered as everywhere else. */
  setErrorHandler(): this {
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.config = config;
    return this;
  }

  setApiRoutes(routes: AppControllerRoute[]): this {
    this.reads = routes
      .filter(({ method }) => [method].flat().some((name) => name === 'get'))
      .flatMap((read) =>
        [read.route].flat().map((url) => ({
          url,
          answer: (query, params) =>
            read.handler({ queues: this.queues, uiConfig: this.config, query, params, body: {}, headers: {} }),
        })),
      );
    return this;
  }

  pageVariables(basePath: string): Record<string, string> {
    return this.entry.handler({ basePath, uiConfig: this.config }).params;
  }
}
