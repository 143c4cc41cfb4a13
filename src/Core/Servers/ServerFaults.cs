using OpsBot.Core.Replies;

namespace OpsBot.Core.Servers;

/// <summary>What did not work on a server, as the operator reads it.</summary>
static class ServerFaults
{
    /// <summary>The reason, and the way to try again; the verb is a command's: "power-off".</summary>
    public static Reply Reply(string heading, string error, string name, string verb) => new(heading)
    {
        Tone = Tone.Bad, Audience = Audience.Room,
        Parts = [new Notice(Tone.Bad, error)],
        Buttons =
        [
            new Button("Retry", $"/vps {verb} {name}") { Look = Look.Primary }, new Button("Show", $"/vps show {name}"),
        ],
    };
}
