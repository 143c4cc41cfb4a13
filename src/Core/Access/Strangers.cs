using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>What an unlinked account is told, whatever it asks: it learns nothing else.</summary>
static class Strangers
{
    public static Refusal Refusal { get; } = new("I don't know this account yet, so I can't do anything with it. Ask to be linked, and an admin decides.")
    {
        WaysOn = [new("Ask to be linked", "/ops join")],
    };
}
