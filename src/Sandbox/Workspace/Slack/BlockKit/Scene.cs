using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Workspace.Slack.BlockKit;

/// <summary>The message, modal or App Home that some blocks are drawn on, and who looks at it.</summary>
sealed class Scene
{
    public required SlackWorld World { get; init; }
    public required Person Me { get; init; }
    public required TimeZoneInfo Zone { get; init; }
    public required Container Container { get; init; }
    public required SlackHands Hands { get; init; }

    public required Func<ViewState> State { get; init; }
    public ImmutableDictionary<string, string> Errors { get; init; } = [];

    /// <summary>Tells the app; <paramref name="picked"/> are values, ids, a date or typed text, as the element takes them.</summary>
    public Task Act(string block, JsonObject element, params IReadOnlyList<string> picked) =>
        Hands.Click(Container, block, ActionOf(element), picked);

    /// <summary>Keeps a value for the submission.</summary>
    public void Enter(string block, JsonObject element, params IReadOnlyList<string> picked) =>
        Hands.Fill(Container, block, ActionOf(element), picked);

    public Task<Suggestions> Suggest(string block, JsonObject element, string typed) =>
        Hands.Suggest(Container, block, ActionOf(element), typed);

    /// <summary>What a person has put into an input so far.</summary>
    public JsonObject? Entered(string block, JsonObject element) => State().Find(block, ActionOf(element));

    static string ActionOf(JsonObject element) => element.Str("action_id") ?? "";
}
