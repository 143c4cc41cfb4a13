using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Discord;

public sealed class CheckingModals
{
    static string X(int length) => new('x', length);

    static string Label(string component, string more = "", string label = "Reason") =>
        $$"""{"type":18,"label":"{{label}}","component":{{component}}{{more}}}""";

    static string Input(string more = "") => $$"""{"type":4,"custom_id":"a","style":2{{more}}}""";

    static string Select(string more = "") =>
        $$"""{"type":3,"custom_id":"s","options":[{"label":"l","value":"v"},{"label":"m","value":"w"}]{{more}}}""";

    static string Group(int type, int options, string more = "") =>
        $$"""{"type":{{type}},"custom_id":"g","options":[{{string.Join(',', Enumerable.Range(0, options).Select(i => $$"""{"label":"l","value":"v{{i}}"}"""))}}]{{more}}}""";

    public static TheoryData<string> Good =>
    [
        Label(Input()),
        Label(Input($$""","value":"{{X(4000)}}","placeholder":"p","min_length":0,"max_length":4000,"required":false""")),
        Label(Input(""","min_length":5,"value":"" """)),
        Label(Input(""","min_length":4,"value":"abcd" """)),
        Label(Select(), $$""","description":"{{X(100)}}" """, X(45)),
        Label(Select(""","min_values":0,"required":false""")),
        Label(Select(""","min_values":0,"max_values":2,"required":false""")),
        Label(Group(21, 10)),
        Label(Group(22, 3, ""","min_values":0,"required":false""")),
        Label("""{"type":23,"custom_id":"c","default":true}"""),
        Label("""{"type":5,"custom_id":"u"}"""),
        Label("""{"type":19,"custom_id":"f","max_values":10}"""),
        """{"type":10,"content":"Read this first"}""",
        """{"type":1,"components":[{"type":4,"custom_id":"a","style":1,"label":"Old"}]}""",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void What_is_within_every_limit_passes(string component) => Assert.Empty(Check(component));

    public static TheoryData<string, string, string> Bad => new()
    {
        { Label(Input(), label: X(46)), "components.0.label", "BASE_TYPE_BAD_LENGTH" },
        { Label(Input(), label: ""), "components.0.label", "BASE_TYPE_REQUIRED" },
        { Label(Input(), $$""","description":"{{X(101)}}" """), "components.0.description", "BASE_TYPE_BAD_LENGTH" },
        { """{"type":18,"label":"l"}""", "components.0.component", "BASE_TYPE_REQUIRED" },
        { Label("""{"type":2,"style":1,"custom_id":"a","label":"x"}"""), "components.0.component.type", "UNION_TYPE_CHOICES" },
        { Label(Input(""","label":"twice" """)), "components.0.component.label", "TEXT_INPUT_LABEL_IN_LABEL" },
        { """{"type":1,"components":[{"type":4,"custom_id":"a","style":1}]}""", "components.0.components.0.label", "BASE_TYPE_REQUIRED" },
        { """{"type":1,"components":[{"type":3,"custom_id":"a","options":[{"label":"l","value":"v"}]}]}""",
            "components.0.components.0.type", "UNION_TYPE_CHOICES" },
        { Label("""{"type":4,"custom_id":"a"}"""), "components.0.component.style", "BASE_TYPE_REQUIRED" },
        { Label(Input(""","min_length":4001""")), "components.0.component.min_length", "NUMBER_TYPE_MAX" },
        { Label(Input(""","max_length":0""")), "components.0.component.max_length", "NUMBER_TYPE_MIN" },
        { Label(Input(""","min_length":5,"max_length":4""")), "components.0.component.min_length", "TEXT_INPUT_MIN_LENGTH_OUT_OF_RANGE" },
        { Label(Input(""","min_length":5,"required":false""")), "components.0.component.min_length", "TEXT_INPUT_MIN_LENGTH_OUT_OF_RANGE" },
        { Label(Input(""","max_length":3,"value":"abcd" """)), "components.0.component.value", "BASE_TYPE_MAX_LENGTH" },
        { Label(Input($$""","value":"{{X(4001)}}" """)), "components.0.component.value", "BASE_TYPE_MAX_LENGTH" },
        { Label(Input($$""","placeholder":"{{X(101)}}" """)), "components.0.component.placeholder", "BASE_TYPE_MAX_LENGTH" },
        { Label(Input(""","min_length":5,"value":"abcd" """)), "components.0.component.value", "BASE_TYPE_MIN_LENGTH" },
        { Label(Input(""","disabled":true""")), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label(Input(""","disabled":false""")), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label(Select(""","disabled":true""")), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label("""{"type":5,"custom_id":"u","disabled":true}"""), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label("""{"type":19,"custom_id":"f","disabled":true}"""), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label(Group(21, 2, ""","disabled":true""")), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label(Group(22, 2, ""","disabled":true""")), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label("""{"type":23,"custom_id":"c","disabled":true}"""), "components.0.component.disabled", "MODAL_COMPONENT_DISABLED" },
        { """{"type":1,"components":[{"type":4,"custom_id":"a","style":1,"label":"Old","disabled":true}]}""",
            "components.0.components.0.disabled", "MODAL_COMPONENT_DISABLED" },
        { Label(Select(""","min_values":0""")), "components.0.component.min_values", "MODAL_COMPONENT_REQUIRED_MIN_VALUES" },
        { Label(Group(21, 1)), "components.0.component.options", "BASE_TYPE_BAD_LENGTH" },
        { Label(Group(21, 11)), "components.0.component.options", "BASE_TYPE_BAD_LENGTH" },
        { Label(Group(22, 3, ""","max_values":4""")), "components.0.component.max_values", "SELECT_COMPONENT_MAX_VALUES_OUT_OF_RANGE" },
        { """{"type":14}""", "components.0.type", "UNION_TYPE_CHOICES" },
        { $"{Label(Input())},{Label(Input())}", "components.1.component.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED" },
        { string.Join(',', Enumerable.Repeat("""{"type":10,"content":"x"}""", 6)), "components", "BASE_TYPE_BAD_LENGTH" },
        { "", "components", "BASE_TYPE_BAD_LENGTH" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_breaks_one_limit_is_named_where_it_stands(string components, string path, string code)
    {
        var problem = Assert.Single(Check(components));
        Assert.Equal((path, code), (problem.Path, problem.Code));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("custom_id")]
    [InlineData("components")]
    public void Nothing_of_the_frame_may_be_missing(string field)
    {
        var modal = Modal(Label(Input()));
        modal.Remove(field);
        Assert.Equal((field, "BASE_TYPE_REQUIRED"), (Assert.Single(ComponentCheck.Modal(modal)).Path, ComponentCheck.Modal(modal)[0].Code));
    }

    [Fact]
    public void A_title_has_45_characters()
    {
        var modal = Modal(Label(Input()));
        modal["title"] = X(46);
        Assert.Equal("title", Assert.Single(ComponentCheck.Modal(modal)).Path);
    }

    static IReadOnlyList<FormProblem> Check(string components) => ComponentCheck.Modal(Modal(components));

    static JsonObject Modal(string components) =>
        JsonNode.Parse($$"""{"custom_id":"m","title":"t","components":[{{components}}]}""")!.AsObject();
}
