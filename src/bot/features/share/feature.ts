/** `チャンネルに共有`, under every answer. */

import { z } from "zod";
import { act, type Feature } from "../../catalogue.js";
import { share } from "./share.js";

declare module "../../query.js" {
  interface Acts {
    share: { do: "share"; of: Query };
  }
}

export const feature: Feature = {
  carrying: (query) => [
    act(z.object({ do: z.literal("share"), of: query }), (turn, incoming, { of }) =>
      share(turn, incoming, of),
    ),
  ],
};
