using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class CheckingComponents
{
    static string X(int length) => new('x', length);

    static string Text(string content = "x") => $$"""{"type":10,"content":"{{content}}"}""";

    static string Row(params string[] inside) => $$"""{"type":1,"components":[{{string.Join(',', inside)}}]}""";

    static string Button(string id, string more = "", string label = "Go") =>
        $$"""{"type":2,"style":1,"custom_id":"{{id}}","label":"{{label}}"{{more}}}""";

    static string Buttons(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => Button($"b{i}")));

    static string Options(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"label":"l","value":"v{{i}}"}"""));

    static string Select(int options, string more = "", string id = "s") =>
        $$"""{"type":3,"custom_id":"{{id}}","options":[{{Options(options)}}]{{more}}}""";

    static string Section(string accessory, int texts = 1) =>
        $$"""{"type":9,"components":[{{Times(texts, Text())}}],"accessory":{{accessory}}}""";

    static string Container(string inside, string more = "") => $$"""{"type":17,"components":[{{inside}}]{{more}}}""";

    static string Times(int count, string item) => string.Join(',', Enumerable.Repeat(item, count));

    public static TheoryData<string> Good =>
    [
        Text(X(4000)),
        Row(Buttons(5)),
        Row(Select(25)),
        Row(Select(3, ""","min_values":0,"max_values":3,"placeholder":"p" """)),
        Row("""{"type":5,"custom_id":"u","max_values":25}"""),
        Row("""{"type":2,"style":5,"url":"https://example.com","label":"Docs"}"""),
        Row("""{"type":2,"style":4,"custom_id":"x","emoji":{"name":"🔥"}}"""),
        Row("""{"type":2,"style":6,"sku_id":"815402731208769537"}"""),
        Section(Button("a"), 3),
        Section("""{"type":11,"media":{"url":"https://example.com/a.png"},"description":"d"}"""),
        Container($"{Text()},{Row(Button("a"))},{Section(Button("b"))},{{\"type\":14,\"spacing\":2}}",
            ""","accent_color":16777215,"spoiler":true"""),
        """{"type":12,"items":[{"media":{"url":"attachment://a.png"}}]}""",
        """{"type":13,"file":{"url":"attachment://a.csv"}}""",
        """{"type":14,"divider":false}""",
        Times(40, """{"type":14}"""),
        Container(Times(39, """{"type":14}""")),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void What_is_within_every_limit_passes(string components) => Assert.Empty(Check(components));

    public static TheoryData<string, string, string> Bad => new()
    {
        { Text(X(4001)), "components.0.content", "BASE_TYPE_BAD_LENGTH" },
        { Text(""), "components.0.content", "BASE_TYPE_REQUIRED" },
        { Text(" "), "components.0.content", "BASE_TYPE_REQUIRED" },
        { """{"type":10}""", "components.0.content", "BASE_TYPE_REQUIRED" },
        { "{}", "components.0.type", "BASE_TYPE_REQUIRED" },
        { "7", "components.0", "MODEL_TYPE_CONVERT" },
        { """{"type":18,"label":"l","component":{}}""", "components.0.type", "UNION_TYPE_CHOICES" },
        { Button("a"), "components.0.type", "UNION_TYPE_CHOICES" },
        { $"{Text(X(4000))},{Text()}", "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED" },
        { $"{Text(X(3998))},{Row(Button("a", label: "abc"))}", "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED" },
        { Times(41, """{"type":14}"""), "components", "BASE_TYPE_MAX_LENGTH" },
        { $"{Container(Times(38, """{"type":14}"""))},{Container("""{"type":14}""")}", "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED" },
        { $"{Section(Button("a"), 3)},{Container(Times(35, """{"type":14}"""))}", "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED" },
        { Row(), "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { Row(Buttons(6)), "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { Row(Select(1), Button("a")), "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
        { Row(Select(1), Select(1, id: "t")), "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
        { Row(Text()), "components.0.components.0.type", "UNION_TYPE_CHOICES" },
        { Row(Button("a"), Button("a")), "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED" },
        { $"{Row(Button("a"))},{Section(Button("a"))}", "components.1.accessory.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED" },
        { $$"""{"type":14,"id":1},{"type":14,"id":1}""", "components.1.id", "COMPONENT_ID_DUPLICATED" },
        { Row(Button(X(101))), "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH" },
        { Row(Button("")), "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH" },
        { Row(Button("a", label: X(81))), "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH" },
        { Row(Button("a", label: "")), "components.0.components.0.label", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":7,"custom_id":"a","label":"x"}"""), "components.0.components.0.style", "BASE_TYPE_CHOICES" },
        { Row("""{"type":2,"custom_id":"a","label":"x"}"""), "components.0.components.0.style", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":2,"label":"x"}"""), "components.0.components.0.custom_id", "BASE_TYPE_REQUIRED" },
        { Row(Button("a", ""","url":"https://example.com" """)), "components.0.components.0.url", "BUTTON_COMPONENT_FIELD_NOT_ALLOWED" },
        { Row("""{"type":2,"style":5,"label":"x"}"""), "components.0.components.0.url", "BASE_TYPE_REQUIRED" },
        { Row("""{"type":2,"style":5,"label":"x","url":"https://a.b","custom_id":"a"}"""), "components.0.components.0.custom_id",
            "BUTTON_COMPONENT_FIELD_NOT_ALLOWED" },
        { Row("""{"type":2,"style":5,"label":"x","url":"javascript:alert(1)"}"""), "components.0.components.0.url",
            "URL_TYPE_INVALID_SCHEME" },
        { Row("""{"type":2,"style":5,"label":"x","url":"here"}"""), "components.0.components.0.url", "URL_TYPE_INVALID_URL" },
        { Row(Button("a", ""","emoji":{"name":":fire:"}""")), "components.0.components.0.emoji.name", "BUTTON_COMPONENT_INVALID_EMOJI" },
        { Row(Button("a", ""","disabled":"yes" """)), "components.0.components.0.disabled", "BOOLEAN_TYPE_CONVERT" },
        { Row(Select(0)), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH" },
        { Row(Select(26)), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH" },
        { Row($$"""{"type":3,"custom_id":"s","options":[{"label":"a","value":"v"},{"label":"b","value":"v"}]}"""),
            "components.0.components.0.options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED" },
        { Row($$"""{"type":3,"custom_id":"s","options":[{"label":"{{X(101)}}","value":"v"}]}"""),
            "components.0.components.0.options.0.label", "BASE_TYPE_BAD_LENGTH" },
        { Row($$"""{"type":3,"custom_id":"s","options":[{"label":"a","value":"{{X(101)}}"}]}"""),
            "components.0.components.0.options.0.value", "BASE_TYPE_BAD_LENGTH" },
        { Row($$"""{"type":3,"custom_id":"s","options":[{"label":"a","value":"v","description":"{{X(101)}}"}]}"""),
            "components.0.components.0.options.0.description", "BASE_TYPE_BAD_LENGTH" },
        { Row(Select(2, $$""","placeholder":"{{X(151)}}" """)), "components.0.components.0.placeholder", "BASE_TYPE_MAX_LENGTH" },
        { Row(Select(2, ""","max_values":3""")), "components.0.components.0.max_values", "SELECT_COMPONENT_MAX_VALUES_OUT_OF_RANGE" },
        { Row(Select(2, ""","min_values":2""")), "components.0.components.0.min_values", "SELECT_COMPONENT_MIN_VALUES_OUT_OF_RANGE" },
        { Row(Select(2, ""","min_values":26""")), "components.0.components.0.min_values", "NUMBER_TYPE_MAX" },
        { Section(Text()), "components.0.accessory.type", "UNION_TYPE_CHOICES" },
        { $$"""{"type":9,"components":[{{Text()}}]}""", "components.0.accessory", "BASE_TYPE_REQUIRED" },
        { Section(Button("a"), 4), "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { Container(""), "components.0.components", "BASE_TYPE_BAD_LENGTH" },
        { Container(Container(Text())), "components.0.components.0.type", "UNION_TYPE_CHOICES" },
        { Container(Text(), ""","accent_color":16777216"""), "components.0.accent_color", "NUMBER_TYPE_MAX" },
        { """{"type":14,"spacing":3}""", "components.0.spacing", "BASE_TYPE_CHOICES" },
        { """{"type":12,"items":[]}""", "components.0.items", "BASE_TYPE_BAD_LENGTH" },
        { $$"""{"type":12,"items":[{{Times(11, """{"media":{"url":"https://example.com"}}""")}}]}""", "components.0.items",
            "BASE_TYPE_BAD_LENGTH" },
        { """{"type":12,"items":[{"media":{"url":"attachment://other.png"}}]}""", "components.0.items.0.media.url",
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND" },
        { """{"type":13,"file":{"url":"https://example.com/a.csv"}}""", "components.0.file.url", "URL_TYPE_INVALID_SCHEME" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_breaks_one_limit_is_named_where_it_stands(string components, string path, string code)
    {
        var problem = Assert.Single(Check(components));
        Assert.Equal((path, code), (problem.Path, problem.Code));
    }

    [Fact]
    public void Without_the_flag_there_are_five_rows_and_nothing_else()
    {
        var rows = string.Join(',', Enumerable.Range(0, 5).Select(i => Row(Button($"r{i}"))));
        Assert.Empty(ComponentCheck.Message(JsonNode.Parse($"[{rows}]")!.AsArray(), isV2: false));
        Assert.Equal("BASE_TYPE_MAX_LENGTH",
            Assert.Single(ComponentCheck.Message(JsonNode.Parse($"[{rows},{Row(Button("x"))}]")!.AsArray(), isV2: false)).Code);
        Assert.Equal("UNION_TYPE_CHOICES",
            Assert.Single(ComponentCheck.Message(JsonNode.Parse($"[{Text()}]")!.AsArray(), isV2: false)).Code);
    }

    static IReadOnlyList<FormProblem> Check(string components) =>
        ComponentCheck.Message(JsonNode.Parse($"[{components}]")!.AsArray(), files: new HashSet<string> { "a.png", "a.csv" });
}
