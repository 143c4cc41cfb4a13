using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

public enum CommandKind
{
    Slash = 1,
    User = 2,
    Message = 3,
}

public enum OptionKind
{
    SubCommand = 1,
    SubCommandGroup = 2,
    String = 3,
    Integer = 4,
    Boolean = 5,
    User = 6,
    Channel = 7,
    Role = 8,
    Mentionable = 9,
    Number = 10,
    Attachment = 11,
}

/// <summary>A command as the app registered it.</summary>
public sealed record AppCommand
{
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required CommandKind Kind { get; init; }
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public ImmutableArray<CommandOption> Options { get; init; } = [];

    /// <summary>Null for a global command.</summary>
    public string? GuildId { get; init; }

    /// <summary>Permissions without which the client does not show it; null: everybody, 0: administrators only.</summary>
    public long? MemberPermissions { get; init; }

    /// <summary>Global commands only: whether it can be used in direct messages with the app.</summary>
    public bool WorksInDirectMessages { get; init; }

    /// <summary>As registered, with what Discord adds.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>What can be run: the command itself, or each of its subcommands.</summary>
    public IEnumerable<Runnable> Runnables => Options.Any(option => option.IsSubCommand)
        ? from option in Options
          from runnable in option.Kind is OptionKind.SubCommand
              ? [new Runnable(this, $"{Name} {option.Name}", option.Description, option.Options)]
              : option.Options.Select(inner => new Runnable(this, $"{Name} {option.Name} {inner.Name}", inner.Description, inner.Options))
          select runnable
        : [new(this, Name, Description, Options)];

    public bool IsShownTo(Person person) => MemberPermissions switch
    {
        null => true,
        0 => person.MayAll(1 << 3),
        { } permissions => person.MayAll(permissions),
    };
}

/// <summary>A command with its subcommand words: "instance stop", and the options that it takes.</summary>
public sealed record Runnable(AppCommand Command, string Path, string Description, ImmutableArray<CommandOption> Options)
{
    public CommandOption? Find(string option) => Options.FirstOrDefault(each => each.Name == option);
}

/// <summary>An option of a command, or a subcommand.</summary>
public sealed record CommandOption
{
    public required OptionKind Kind { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public bool IsRequired { get; init; }
    public bool HasAutocomplete { get; init; }
    public ImmutableArray<Choice> Choices { get; init; } = [];
    public ImmutableArray<CommandOption> Options { get; init; } = [];
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public double? MinValue { get; init; }
    public double? MaxValue { get; init; }

    public bool IsSubCommand => Kind is OptionKind.SubCommand or OptionKind.SubCommandGroup;
}

/// <summary>What can be picked for an option; the value is text or a number.</summary>
public sealed record Choice(string Name, JsonValue Value)
{
    public string ValueText => Value.ToString();
}
