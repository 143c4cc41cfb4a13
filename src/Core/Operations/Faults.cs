using OpsBot.Core.Replies;

namespace OpsBot.Core.Operations;

/// <summary>
/// How a fault of OpsBot's own reads in chat: what became of the request, and the reference under which the log has the rest.
/// </summary>
public static class Faults
{
    public const string NothingChanged = "A fault inside OpsBot; nothing was changed.";

    public static Reply Reply(string whatBecameOfIt, string reference) => new("That did not work")
    {
        Tone = Tone.Bad,
        Parts = [new Paragraph(Words.Of(new Plain($"{whatBecameOfIt} Give this reference to whoever runs OpsBot: "), new Code(reference)))],
    };
}
