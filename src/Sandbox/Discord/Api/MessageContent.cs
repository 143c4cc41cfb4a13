using System.Collections.Immutable;
using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What a message is to show, after Discord's checks; of an edit, with what the edit leaves as it was.</summary>
sealed record MessageContent
{
    const string Legacy = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";

    internal required string Content { get; init; }
    internal JsonArray? Embeds { get; init; }
    internal JsonArray? Components { get; init; }
    internal MessageFlags Flags { get; init; }
    internal ImmutableArray<Attachment> Attachments { get; init; } = [];
    internal JsonObject? AllowedMentions { get; init; }

    /// <summary>
    /// Null when it is good. <paramref name="at"/>: where the body stands in the call; <paramref name="flags"/>: those that may be set.
    /// </summary>
    internal static Reply? Read(DiscordWorld world, JsonNode? body,
        IReadOnlyList<UploadedFile> files, Message? before, MessageFlags flags, string at, out MessageContent? content)
    {
        content = null;
        var check = new Check();
        MessageRules.Body(check, body ?? new JsonObject(), at);
        if (check.Problems.Count > 0) return Fault.Form(check.Problems);

        var json = body as JsonObject ?? [];
        // A flag that may not be set here is ignored, not refused.
        var given = (MessageFlags)(AsInt(json["flags"]) ?? 0) & flags;
        var isV2 = given.HasFlag(MessageFlags.ComponentsV2) || before?.IsV2 is true;
        var attachments = Attached(world, json, files, before);
        if (attachments.Length > MessageRules.MostAttachments)
            return Fault.Form(Step(at, "attachments"), TooLong, $"Must be {MessageRules.MostAttachments} or fewer in length.");
        var read = new MessageContent
        {
            Content = json.ContainsKey("content") ? AsText(json["content"])?.Trim() ?? "" : before?.Content ?? "",
            Embeds = json.ContainsKey("embeds") ? json["embeds"] as JsonArray : before?.Embeds,
            Components = json.ContainsKey("components") ? json["components"] as JsonArray : before?.Components,
            Flags = given | (isV2 ? MessageFlags.ComponentsV2 : 0),
            Attachments = attachments,
            AllowedMentions = json["allowed_mentions"] as JsonObject,
        };
        var problems = read.Problems(json, isV2, at).ToList();
        if (problems.Count > 0) return Fault.Form(problems);
        if (read.IsEmpty(isV2)) return Fault.EmptyMessage;
        content = read with
        {
            Embeds = read.Embeds is { Count: > 0 } embeds ? (JsonArray)embeds.DeepClone() : null,
            Components = read.Components is { Count: > 0 } components ? Tree.WithIds(components) : null,
        };
        return null;
    }

    IEnumerable<FormProblem> Problems(JsonObject json, bool isV2, string at)
    {
        if (isV2)
        {
            string?[] used = [Content.Length > 0 ? "content" : null, Embeds is { Count: > 0 } ? "embeds" : null,
                json["poll"] is not null ? "poll" : null, json["sticker_ids"] is not null ? "sticker_ids" : null];
            foreach (var field in used.OfType<string>())
                yield return new(Step(at, field), Legacy, $"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        }

        // What an edit leaves alone was good before; but a file that goes must not leave a component behind.
        if ((json.ContainsKey("components") ? json["components"] : Components) is not { } components) yield break;
        var check = new Check { Files = Attachments.Select(attachment => attachment.FileName).ToHashSet() };
        ComponentCheck.Message(check, components, Step(at, "components"), isV2);
        foreach (var problem in check.Problems) yield return problem;
    }

    bool IsEmpty(bool isV2) =>
        Components is not { Count: > 0 } && (isV2 || (Content.Length == 0 && Embeds is not { Count: > 0 } && Attachments.IsEmpty));

    // An edit that lists attachments keeps only those; new files are added either way.
    static ImmutableArray<Attachment> Attached(DiscordWorld world, JsonObject json, IReadOnlyList<UploadedFile> files, Message? before)
    {
        var listed = (json["attachments"] as JsonArray)?.OfType<JsonObject>().DistinctBy(each => AsId(each["id"]))
            .ToDictionary(each => AsId(each["id"])!);
        var kept = before is null ? [] : before.Attachments.Where(attachment => listed is null || listed.ContainsKey(attachment.Id));
        return
        [
            .. kept,
            .. from file in files.OrderBy(file => file.Number)
               let about = listed?.GetValueOrDefault(file.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))
               select new Attachment
               {
                   Id = world.Ids.Next(),
                   FileName = AsText(about?["filename"]) ?? file.FileName,
                   Description = AsText(about?["description"]) ?? "",
                   ContentType = file.ContentType,
                   Bytes = file.Bytes,
               },
        ];
    }

    /// <summary>The message with this content.</summary>
    internal Message PutInto(DiscordWorld world, Message message, bool isBotMessage) => message with
    {
        Content = Content,
        Embeds = Embeds,
        Components = Components,
        Flags = (message.Flags & ~MessageFlags.Loading) | Flags,
        Attachments = Attachments,
        Pings = Mentions.Allowed(world, world.Channels.Find(message.ChannelId)!, this, isBotMessage),
    };

    /// <summary>All that is read as text, where mentions count.</summary>
    internal string Text => string.Join('\n', Tree.All(Components).Select(component => AsText(component["content"])).Prepend(Content));
}
