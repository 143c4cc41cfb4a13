using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A view as the app sent it, after Slack's checks.</summary>
sealed record ViewContent(JsonObject Json)
{
    const int LargestView = 250 * 1024;

    /// <summary>Null when it is good, else the error code followed by Slack's messages.</summary>
    internal static IReadOnlyList<string>? Read(SlackWorld world, JsonNode? given, string? type, out ViewContent? content)
    {
        content = null;
        var json = given as JsonObject;
        if (given is JsonValue text && text.GetValueKind() == JsonValueKind.String) json = Answer.ParseObject(text.ToString());
        if (json is null) return ["invalid_arguments", "[ERROR] must provide an object [json-pointer:/view]"];
        if (Encoding.UTF8.GetByteCount(json.ToJsonString()) > LargestView) return ["view_too_large"];
        var problems = BlockKit.CheckView(json, type);
        if (problems.Count > 0) return ["invalid_arguments", .. problems.Select(problem => problem.ToString())];
        if (ShownFiles.Refused(world, json["blocks"], "/view/blocks") is { Count: > 0 } files) return ["invalid_arguments", .. files];
        content = new(json);
        return null;
    }

    internal string Type => (string)Json["type"]!;
    internal string ExternalId => Text("external_id");

    internal View NewView(string personId, View? below)
    {
        var id = Ids.New("V");
        return PutInto(new()
        {
            Id = id,
            PersonId = personId,
            Type = Type,
            Hash = "",
            Blocks = [],
            RootViewId = below?.RootViewId ?? id,
            PreviousViewId = below?.Id,
        });
    }

    /// <summary>The same view with this content; what was typed stays where block_id and action_id come back.</summary>
    internal View PutInto(View view)
    {
        var blocks = BlockKit.WithIds((JsonArray)Json["blocks"]!);
        return view with
        {
            Hash = $"{Ids.Digits(10)}.{Ids.Secret(8)}",
            Blocks = blocks,
            Title = (string?)Json["title"]?["text"] ?? "",
            Submit = (string?)Json["submit"]?["text"],
            Close = (string?)Json["close"]?["text"],
            CallbackId = Text("callback_id"),
            ExternalId = ExternalId,
            PrivateMetadata = Text("private_metadata"),
            NotifyOnClose = Flag("notify_on_close"),
            ClearOnClose = Flag("clear_on_close"),
            SubmitDisabled = Flag("submit_disabled"),
            State = InputState.Carry(view.State, blocks),
            Errors = [],
            Trouble = null,
        };
    }

    string Text(string name) => (string?)Json[name] ?? "";

    bool Flag(string name) => Json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;
}
