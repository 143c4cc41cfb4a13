using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>What was read, written down shortly.</summary>
static class Spoken
{
    public static string Of(IReadOnlyList<Inline> inner) => string.Concat(inner.Select(each => each switch
    {
        Plain plain => plain.Text,
        Marked { Mark: Mark.Bold } bold => $"<b>{Of(bold.Inner)}</b>",
        Marked { Mark: Mark.Italic } italic => $"<i>{Of(italic.Inner)}</i>",
        Marked { Mark: Mark.Underline } under => $"<u>{Of(under.Inner)}</u>",
        Marked { Mark: Mark.Spoiler } hidden => $"<hidden>{Of(hidden.Inner)}</hidden>",
        Marked strike => $"<s>{Of(strike.Inner)}</s>",
        Code code => $"<code>{code.Text}</code>",
        Link link => $"<a {link.Url}>{Of(link.Label)}</a>",
        UserMention user => $"<@{user.Id}>",
        ChannelMention channel => $"<#{channel.Id}>",
        RoleMention role => $"<@&{role.Id}>",
        CommandMention command => $"</{command.Name}>",
        Broadcast all => $"<!{all.Range}>",
        Emoji emoji => $"<:{emoji.Name}>",
        Moment moment => $"<date {moment.Unix}>",
        _ => "<br>",
    }));
}
