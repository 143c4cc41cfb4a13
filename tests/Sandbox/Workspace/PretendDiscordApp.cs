using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>An app in the pretend Discord that answers as the test says, and what it and others say there.</summary>
sealed class PretendDiscordApp(DiscordWorld world)
{
    /// <summary>What the app was sent, newest last; an option that is being typed asks for itself.</summary>
    public ConcurrentQueue<JsonObject> Received { get; } = new();

    /// <summary>The interaction response; null for an app that says nothing in time.</summary>
    public Func<JsonObject, JsonObject?> Answer { get; set; } = _ => Said("Done.");

    public IEnumerable<JsonObject> ReceivedOf(InteractionKind kind) => Received.Where(sent => (int?)sent["type"] == (int)kind);

    public Channel Channel(string name) => world.Channels.FindByName(name)!;

    public Person Person(string name) => world.People.FindByName(name)!;

    public static JsonObject Said(string markdown, bool privately = true) =>
        Message($$"""[{"type":10,"content":{{JsonValue.Create(markdown).ToJsonString()}}}]""", privately);

    public static JsonObject Message(string components, bool privately = true) => new()
    {
        ["type"] = 4,
        ["data"] = new JsonObject { ["flags"] = (1 << 15) | (privately ? 1 << 6 : 0), ["components"] = JsonNode.Parse(components) },
    };

    public static JsonObject Choices(params string[] names) => new()
    {
        ["type"] = 8,
        ["data"] = new JsonObject { ["choices"] = new JsonArray(
            [.. names.Select(name => new JsonObject { ["name"] = $"{name} · running", ["value"] = name })]) },
    };

    public static JsonObject Modal(string title, string components) => new()
    {
        ["type"] = 9,
        ["data"] = new JsonObject { ["custom_id"] = "form", ["title"] = title, ["components"] = JsonNode.Parse(components) },
    };

    public void Install(Uri address)
    {
        world.App = world.App with { InteractionsUrl = address };
        world.Commands.Replace(world.Guild.Id, JsonNode.Parse(DiscordSamples.Commands)!.AsArray());
    }

    public async Task<IResult> Receive(HttpRequest request, CancellationToken cancel)
    {
        var sent = (await JsonNode.ParseAsync(request.Body, cancellationToken: cancel))!.AsObject();
        Received.Enqueue(sent);
        if (Answer(sent) is { } answer) return Results.Text(answer.ToJsonString(), "application/json");
        await Task.Delay(TimeSpan.FromMinutes(1), cancel);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    public Message Say(string channel, string person, string text) =>
        world.Messages.Put(New(channel, Person(person).Id) with { Content = text });

    public Message Post(string channel, string components, string? onlyTo = null) =>
        world.Messages.Put(New(channel, world.App.BotUserId) with
    {
        Flags = MessageFlags.ComponentsV2 | (onlyTo is null ? MessageFlags.None : MessageFlags.Ephemeral),
        Components = Tree.WithIds(JsonNode.Parse(components)!.AsArray()),
        EphemeralTo = onlyTo is null ? null : Person(onlyTo).Id,
    });

    Message New(string channel, string author) => new()
    {
        Id = world.Ids.Next(),
        ChannelId = Channel(channel).Id,
        AuthorId = author,
        SentAt = world.Time.GetUtcNow(),
    };
}
