using static OpsBot.Sandbox.Slack.Shape;

namespace OpsBot.Sandbox.Slack;

/// <summary>
/// rich_text: sections, lists, quotes and preformatted text. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/
/// </summary>
static class RichText
{
    const int Longest = 40_000;

    static readonly Rule Style = Object(
        May("bold", Bool), May("italic", Bool), May("strike", Bool), May("code", Bool), May("underline", Bool),
        May("highlight", Bool), May("client_highlight", Bool), May("unlink", Bool));

    static readonly Field Styled = May("style", Style);

    static readonly Rule Leaf = ByType(type => type switch
    {
        "text" => Object(Must("text", Text(Longest)), Styled),
        "link" => Object(Must("url", Url(3000)), May("text", Text(Longest)), May("unsafe", Bool), Styled),
        "user" => Object(Must("user_id", Text(255)), Styled),
        "usergroup" => Object(Must("usergroup_id", Text(255)), Styled),
        "channel" => Object(Must("channel_id", Text(255)), Styled),
        "team" => Object(Must("team_id", Text(255)), Styled),
        "emoji" => Object(Must("name", Text(255)), May("unicode", Text(255)), May("skin_tone", Int(1, 6)), Styled),
        "broadcast" => Object(Must("range", OneOf("here", "channel", "everyone"))),
        "color" => Object(Must("value", Text(50))),
        "date" => Object(Must("timestamp", Int(0, 9_999_999_999)), Must("format", Text(255)), May("url", Url(3000)),
            May("fallback", Text(2000)), Styled),
        _ => null,
    });

    static readonly Rule PreformattedLeaf = ByType(type => type switch
    {
        "text" => Object(Must("text", Text(Longest)), Styled),
        "link" => Object(Must("url", Url(3000)), May("text", Text(Longest)), May("unsafe", Bool), Styled),
        _ => null,
    });

    static readonly Field Border = May("border", Int(0, 1));

    static readonly Rule Section = Object(Must("elements", List(0, 10_000, Leaf)));

    internal static Rule Elements { get; } = List(0, 1_000, ByType(type => type switch
    {
        "rich_text_section" => Section,
        "rich_text_preformatted" => Object(Must("elements", List(0, 10_000, PreformattedLeaf)), Border, May("language", Text(100))),
        "rich_text_quote" => Object(Must("elements", List(0, 10_000, Leaf)), Border),
        "rich_text_list" => Object(
            Must("style", OneOf("bullet", "ordered")),
            Must("elements", List(1, 10_000, ByType(item => item == "rich_text_section" ? Section : null))),
            May("indent", Int(0, 8)),
            May("offset", Int(0, 1_000_000)),
            Border),
        _ => null,
    }));

    internal static Rule Block { get; } = ByType(type => type == "rich_text"
        ? Object(Must("elements", Elements), May("block_id", Text(255)))
        : null);
}
