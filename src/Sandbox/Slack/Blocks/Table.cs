using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>The table block: messages only, one per message. https://docs.slack.dev/reference/block-kit/blocks/table-block/</summary>
static class Table
{
    const int MostRows = 100;
    const int MostColumns = 20;

    static readonly Rule Cell = ByType(type => type switch
    {
        "raw_text" => Object(Must("text", Text(10_000))),
        "rich_text" => Object(Must("elements", RichText.Elements), May("block_id", Text(255))),
        _ => null,
    });

    static readonly Rule Column = Object(May("align", OneOf("left", "center", "right")), May("is_wrapped", Bool));

    internal static Rule Block { get; } = All(
        Object(
            Must("rows", List(1, MostRows, List(1, MostColumns, Cell))),
            // A null skips a column, so it is no missing object.
            May("column_settings", List(0, MostColumns, (check, node, at) =>
            {
                if (node is not null) Column(check, node, at);
            })),
            May("block_id", Text(255))),
        (check, _, at) =>
        {
            if (++check.Tables == 2) check.Add(at, "only_one_table_allowed", "only_one_table_allowed");
        });
}
