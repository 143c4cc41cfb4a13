using Microsoft.Extensions.Options;

namespace OpsBot.Core.Values;

/// <summary>A section of settings that knows what is wrong with it, each in a sentence that says where to get it right.</summary>
public interface ISettings
{
    IEnumerable<string> Problems { get; }
}

/// <summary>Refuses to start with settings that have problems.</summary>
public sealed class SettingsCheck<T> : IValidateOptions<T> where T : class, ISettings
{
    public ValidateOptionsResult Validate(string? name, T options) =>
        options.Problems.ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
