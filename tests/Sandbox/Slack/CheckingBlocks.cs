using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class CheckingBlocks
{
    const string Twice = "`action_id` \"a\" already exists for another element";

    static string X(int length) => new('x', length);

    static string Plain(string text) => $$"""{"type":"plain_text","text":"{{text}}"}""";

    static string Section(string text) => $$"""{"type":"section","text":{"type":"mrkdwn","text":"{{text}}"} }""";

    static string Actions(string element) => $$"""{"type":"actions","elements":[{{element}}]}""";

    static string Button(string more = "", string text = "Go") => $$"""{"type":"button","text":{{Plain(text)}}{{more}}}""";

    static string Option(string value, string text = "One") => $$"""{"text":{{Plain(text)}},"value":"{{value}}"}""";

    static string Select(int options, string more = "") =>
        $$"""{"type":"static_select","options":[{{string.Join(',', Enumerable.Range(0, options).Select(i => Option($"v{i}")))}}]{{more}}}""";

    static string Times(int count, string item) => string.Join(',', Enumerable.Repeat(item, count));

    static string Table(int rows, int cells) =>
        $$"""{"type":"table","rows":[{{Times(rows, $"[{Times(cells, """{"type":"raw_text","text":"x"}""")}]")}}]}""";

    static string Input(string element) => $$"""{"type":"input","label":{{Plain("L")}},"element":{{element}}}""";

    static string Rich(string element) => $$"""{"type":"rich_text","elements":[{{element}}]}""";

    public static TheoryData<string> Good =>
    [
        Section(X(3000)),
        $$"""{"type":"header","text":{{Plain(X(150))}} }""",
        """{"type":"divider"}""",
        $$"""{"type":"context","elements":[{{Times(10, Plain("x"))}}]}""",
        $$"""{"type":"actions","elements":[{{Times(25, Button())}}]}""",
        Actions(Button(
            $$""","value":"{{X(2000)}}","style":"danger","confirm":{"title":{{Plain("t")}},"text":{{Plain("t")}},"confirm":{{Plain("y")}},"deny":{{Plain("n")}}}""", X(75))),
        Actions(Select(100, ""","initial_option":{"text":{"type":"plain_text","text":"One"},"value":"v7"}""")),
        Actions($$"""{"type":"overflow","options":[{{Times(5, Option(X(75)))}}]}"""),
        Actions("""{"type":"datepicker","initial_date":"2026-03-02"}"""),
        Actions("""{"type":"external_select","min_query_length":1}"""),
        Input("""{"type":"plain_text_input","max_length":3000}"""),
        """{"type":"image","image_url":"https://example.com/a.png","alt_text":"a"}""",
        Table(100, 20),
        """{"type":"table","rows":[[{"type":"raw_text","text":"x"}]],"column_settings":[null,{"align":"right","is_wrapped":true}]}""",
        """{"type":"markdown","text":"**x**"}""",
        Rich("""{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}"""),
        Rich("""{"type":"rich_text_preformatted","elements":[{"type":"text","text":"x"}]}"""),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void What_is_within_every_limit_passes(string block) => Assert.Empty(Check($"[{block}]"));

    public static TheoryData<string, string, string> Bad => new()
    {
        { Section(X(3001)), "/blocks/0/text/text", "must be less than 3001 characters" },
        { Section(""), "/blocks/0/text/text", "must be more than 0 characters" },
        { """{"type":"section"}""", "/blocks/0", "missing required field: text" },
        { """{"type":"section","text":"x"}""", "/blocks/0/text", "must provide an object" },
        { $$"""{"type":"section","fields":[{{Times(11, Plain("x"))}}]}""", "/blocks/0/fields", "no more than 10 items allowed" },
        { $$"""{"type":"section","fields":[{{Plain(X(2001))}}]}""", "/blocks/0/fields/0/text", "must be less than 2001 characters" },
        { $$"""{"type":"header","text":{{Plain(X(151))}}}""", "/blocks/0/text/text", "must be less than 151 characters" },
        { """{"type":"header","text":{"type":"mrkdwn","text":"x"}}""", "/blocks/0/text/type", "unsupported type: mrkdwn" },
        { """{"type":"divider","text":"x"}""", "/blocks/0", "invalid additional property: text" },
        { $$"""{"type":"divider","block_id":"{{X(256)}}"}""", "/blocks/0/block_id", "must be less than 256 characters" },
        { """{"type":"nope"}""", "/blocks/0/type", "unsupported type: nope" },
        { "{}", "/blocks/0", "missing required field: type" },
        { "7", "/blocks/0", "must provide an object" },
        { """{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}""", "/blocks/1/block_id",
            "`block_id` already exists for a block with ID: a" },
        { $$"""{"type":"context","elements":[{{Times(11, Plain("x"))}}]}""", "/blocks/0/elements", "no more than 10 items allowed" },
        { $$"""{"type":"context","elements":[{{Button()}}]}""", "/blocks/0/elements/0/type", "unsupported type: button" },
        { """{"type":"actions","elements":[]}""", "/blocks/0/elements", "no fewer than 1 items allowed" },
        { $$"""{"type":"actions","elements":[{{Times(26, Button())}}]}""", "/blocks/0/elements", "no more than 25 items allowed" },
        { $$"""{"type":"actions","elements":[{{Times(2, Button(""","action_id":"a" """))}}]}""", "/blocks/0/elements/1/action_id", Twice },
        { Times(2, Actions(Button(""","action_id":"a" """))), "/blocks/1/elements/0/action_id", Twice },
        { Actions("""{"type":"plain_text_input"}"""), "/blocks/0/elements/0/type", "unsupported type: plain_text_input" },
        { Actions(Button(text: X(76))), "/blocks/0/elements/0/text/text", "must be less than 76 characters" },
        { Actions(Button($$""","value":"{{X(2001)}}" """)), "/blocks/0/elements/0/value", "must be less than 2001 characters" },
        { Actions(Button(""","style":"default" """)), "/blocks/0/elements/0/style", "must be one of: primary, danger" },
        { Actions(Button(""","url":"javascript:alert(1)" """)), "/blocks/0/elements/0/url", "must be a valid URL" },
        { Actions(Button($$""","confirm":{"title":{{Plain("t")}},"text":{{Plain("t")}},"confirm":{{Plain("y")}}}""")),
            "/blocks/0/elements/0/confirm", "missing required field: deny" },
        { Actions(Select(101)), "/blocks/0/elements/0/options", "no more than 100 items allowed" },
        { Actions(Select(1, $$""","option_groups":[{"label":{{Plain("g")}},"options":[{{Option("g")}}]}]""")), "/blocks/0/elements/0",
            "must provide exactly one of options or option_groups" },
        { Actions("""{"type":"static_select"}"""), "/blocks/0/elements/0", "must provide exactly one of options or option_groups" },
        { Actions($$"""{"type":"static_select","options":[{{Option(X(76))}}]}"""), "/blocks/0/elements/0/options/0/value",
            "must be less than 76 characters" },
        { Actions($$"""{"type":"static_select","options":[{{Option("v", X(76))}}]}"""), "/blocks/0/elements/0/options/0/text/text",
            "must be less than 76 characters" },
        { Actions(Select(1, $$""","initial_option":{{Option("other")}}""")), "/blocks/0/elements/0/initial_option",
            "initial option must match one of the options" },
        { Actions(Select(1, $$""","placeholder":{{Plain(X(151))}}""")), "/blocks/0/elements/0/placeholder/text",
            "must be less than 151 characters" },
        { Actions($$"""{"type":"overflow","options":[{{Times(6, Option("v"))}}]}"""), "/blocks/0/elements/0/options",
            "no more than 5 items allowed" },
        { Actions($$"""{"type":"radio_buttons","options":[{{Times(11, Option("v"))}}]}"""), "/blocks/0/elements/0/options",
            "no more than 10 items allowed" },
        { Actions("""{"type":"datepicker","initial_date":"02.03.2026"}"""), "/blocks/0/elements/0/initial_date",
            "must be a date in the format YYYY-MM-DD" },
        { Input(Button()), "/blocks/0/element/type", "unsupported type: button" },
        { Input("""{"type":"plain_text_input","max_length":3001}"""), "/blocks/0/element/max_length", "must be between 1 and 3000" },
        {
            Input("""{"type":"plain_text_input","min_length":3,"initial_value":"hm"}"""),
            "/blocks/0/element/initial_value", "initial_value must not be shorter than min_length"
        },
        {
            Input("""{"type":"plain_text_input","max_length":1,"initial_value":"hm"}"""),
            "/blocks/0/element/initial_value", "initial_value must not be longer than max_length"
        },
        {
            Actions("""{"type":"external_select","min_query_length":0}"""),
            "/blocks/0/elements/0/min_query_length", "must be between 1 and 1000"
        },
        { Input("""{"type":"number_input"}"""), "/blocks/0/element", "missing required field: is_decimal_allowed" },
        { Input("""{"type":"file_input"}"""), "/blocks/0/element/type", "unsupported type: file_input" },
        { """{"type":"image","alt_text":"x"}""", "/blocks/0", "must provide exactly one of image_url or slack_file" },
        { """{"type":"image","image_url":"https://example.com/a.png"}""", "/blocks/0", "missing required field: alt_text" },
        { Table(101, 1), "/blocks/0/rows", "no more than 100 items allowed" },
        { Table(1, 21), "/blocks/0/rows/0", "no more than 20 items allowed" },
        { """{"type":"table","rows":[[{"type":"raw_text","text":""}]]}""", "/blocks/0/rows/0/0/text", "must be more than 0 characters" },
        { $"{Table(1, 1)},{Table(1, 1)}", "/blocks/1", "only_one_table_allowed" },
        { $$"""{"type":"markdown","text":"{{X(12_000)}}"},{"type":"markdown","text":"x"}""", "/blocks/1/text",
            "all markdown blocks together must be less than 12001 characters" },
        { Rich("""{"type":"rich_text_section","elements":[{"type":"text","text":""}]}"""), "/blocks/0/elements/0/elements/0/text",
            "must be more than 0 characters" },
        { Rich("""{"type":"text","text":"x"}"""), "/blocks/0/elements/0/type", "unsupported type: text" },
        { Rich("""{"type":"rich_text_list","style":"stars","elements":[{"type":"rich_text_section","elements":[]}]}"""),
            "/blocks/0/elements/0/style", "must be one of: bullet, ordered" },
        { Rich("""{"type":"rich_text_preformatted","elements":[{"type":"user","user_id":"U1"}]}"""), "/blocks/0/elements/0/elements/0/type",
            "unsupported type: user" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_breaks_one_limit_is_named_where_it_stands(string blocks, string pointer, string message)
    {
        var problem = Assert.Single(Check($"[{blocks}]"));
        Assert.Equal((pointer, message), (problem.Pointer, problem.Message));
    }

    [Fact]
    public void A_message_holds_fifty_blocks_and_a_view_a_hundred()
    {
        Assert.Empty(Check($"[{Times(50, """{"type":"divider"}""")}]"));
        Assert.Equal("/blocks", Assert.Single(Check($"[{Times(51, """{"type":"divider"}""")}]")).Pointer);
        Assert.Empty(CheckView($$"""{"type":"home","blocks":[{{Times(100, """{"type":"divider"}""")}}]}"""));
        Assert.Equal("/view/blocks",
            Assert.Single(CheckView($$"""{"type":"home","blocks":[{{Times(101, """{"type":"divider"}""")}}]}""")).Pointer);
    }

    [Theory]
    [InlineData("""{"type":"modal","blocks":[]}""", "missing required field: title")]
    [InlineData("""{"type":"modal","title":{"type":"plain_text","text":"a title of twenty-five chr"},"blocks":[]}""",
        "must be less than 25 characters")]
    [InlineData(
        """{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"l"},"element":{"type":"plain_text_input"}}]}""",
        "missing required field: submit (a view with an input block has a submit button)")]
    [InlineData("""{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"markdown","text":"x"}]}""",
        "unsupported type: markdown")]
    [InlineData("""{"type":"home","title":{"type":"plain_text","text":"t"},"blocks":[]}""", "invalid additional property: title")]
    [InlineData("""{"type":"message","blocks":[]}""", "unsupported type: message")]
    public void A_view_has_rules_of_its_own(string view, string message) => Assert.Equal(message, Assert.Single(CheckView(view)).Message);

    [Fact]
    public void A_view_carries_3000_characters_of_its_own()
    {
        Assert.Empty(CheckView($$"""{"type":"home","blocks":[],"private_metadata":"{{X(3000)}}"}"""));
        Assert.Single(CheckView($$"""{"type":"home","blocks":[],"private_metadata":"{{X(3001)}}"}"""));
    }

    static IReadOnlyList<BlockProblem> Check(string blocks) => BlockKit.CheckMessage(JsonNode.Parse(blocks)!.AsArray());

    static IReadOnlyList<BlockProblem> CheckView(string view) => BlockKit.CheckView(JsonNode.Parse(view)!.AsObject(), type: null);
}
