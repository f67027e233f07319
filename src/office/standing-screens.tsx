import type { Bot } from "../bot/context.js";
import { type StandingPage, standingPage } from "../bot/features/standing/department-page.js";
import { Page } from "./page.js";
import type { OfficeContext, Screens } from "./routes.js";

/** 部の進捗: one page for 課長 and 部長, A4 when it is printed. */
export const standingScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office/standing/:department", (c) => {
      const shown = standingPage(bot, c.get("visitor"), Number(c.req.param("department")));
      return shown === null ? c.html(<Gone c={c} />, 404) : c.html(<Standing c={c} shown={shown} />);
    });
  };

const Gone = ({ c }: { readonly c: OfficeContext }) => (
  <Page title="画面が見つかりません" visitor={c.get("visitor")} formKey={c.get("formKey")} planning={false}>
    <p>この部の進捗はご覧になれません。「/policy 進捗」で部を確かめてください。</p>
  </Page>
);

/** A browser may lack the font that the picture was measured in. */
const readable = (svg: string): string => svg.replaceAll('"Noto Sans JP"', '"Noto Sans JP, sans-serif"');

/** An address that the page's own policy lets pictures come from; nothing in it is fetched or run. */
const dataAddress = (svg: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(readable(svg), "utf8").toString("base64")}`;

const Standing = ({ c, shown }: { readonly c: OfficeContext; readonly shown: StandingPage }) => (
  <Page title={shown.title} visitor={c.get("visitor")} formKey={c.get("formKey")} planning={false}>
    <p>{shown.asOf}</p>
    <ul>
      {shown.summary.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
    {shown.picture === null ? null : (
      <p>
        <img class="picture" src={dataAddress(shown.picture.svg)} alt={shown.picture.alt} />
      </p>
    )}
    {shown.sections.map(({ heading, columns, rows }) => (
      <section>
        <h2>{heading}</h2>
        {rows.length === 0 ? (
          <p>ありません。</p>
        ) : (
          <div class="scroll">
            <table class="wide">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th scope="col">{column}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr>
                    {row.map((cell, index) => (
                      <td data-label={columns[index] ?? ""}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    ))}
  </Page>
);
