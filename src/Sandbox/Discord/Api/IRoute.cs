using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>One route of the REST API; each has its own file in Routes.</summary>
interface IRoute
{
    string Verb { get; }

    /// <summary>Below the base address, without a slash in front: <c>channels/{channel}/messages</c>.</summary>
    string Template { get; }

    /// <summary>
    /// Per bucket: the route, and the channel, server or webhook that it is about. Discord publishes none of these; they are as seen in
    /// its headers.
    /// </summary>
    RateLimit Limit { get; }

    /// <summary>False where the address itself is the secret; such calls do not count towards the bot's fifty a second either.</summary>
    bool NeedsToken => true;

    Reply Run(DiscordWorld world, Call call);

    /// <summary>How the route is named in the journal and in spells of trouble.</summary>
    string Name => $"{Verb} /{Template}";
}

/// <summary>An uploaded part of a call: files[n].</summary>
sealed record UploadedFile(int Number, string FileName, string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>One REST call, read and ready for its route.</summary>
sealed record Call(IReadOnlyDictionary<string, string> Path, IQueryCollection Query, JsonNode? Body, IReadOnlyList<UploadedFile> Files)
{
    internal string this[string part] => Path[part];

    /// <summary>The body where it is an object, else an empty one.</summary>
    internal JsonObject Json => Body as JsonObject ?? [];

    internal bool Flag(string query) => Query[query].ToString() is "true" or "True" or "1";
}
