namespace OpsBot.Sandbox.Workspace.Text;

/// <summary>A piece of running text.</summary>
public abstract record Inline;

public sealed record Plain(string Text) : Inline;

public sealed record Marked(Mark Mark, IReadOnlyList<Inline> Inner) : Inline;

public sealed record Code(string Text) : Inline;

public sealed record Link(string Url, IReadOnlyList<Inline> Label) : Inline;

public sealed record UserMention(string Id) : Inline;

public sealed record ChannelMention(string Id) : Inline;

public sealed record RoleMention(string Id) : Inline;

/// <summary>A command that can be clicked.</summary>
public sealed record CommandMention(string Name) : Inline;

/// <summary>@here, @channel or @everyone.</summary>
public sealed record Broadcast(string Range) : Inline;

public sealed record Emoji(string Name) : Inline;

public sealed record Moment(long Unix, string Format, string Fallback, string? Url) : Inline;

public sealed record LineBreak : Inline;

public enum Mark { Bold, Italic, Strike, Underline, Spoiler }

/// <summary>A block of running text.</summary>
public abstract record Passage;

public sealed record Paragraph(IReadOnlyList<Inline> Inner) : Passage;

public sealed record Quote(IReadOnlyList<Inline> Inner) : Passage;

public sealed record Preformatted(string Text) : Passage;

public sealed record Heading(int Level, IReadOnlyList<Inline> Inner) : Passage;

/// <summary>Small print.</summary>
public sealed record Subtext(IReadOnlyList<Inline> Inner) : Passage;

public sealed record Bullets(bool Ordered, int Indent, int Offset, IReadOnlyList<IReadOnlyList<Inline>> Items) : Passage;
