using System.Text.RegularExpressions;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Rules;

public sealed partial class Deployment
{
    static readonly string compose = File.ReadAllText(Repository.At("docker-compose.yml"));
    static readonly string dockerfile = File.ReadAllText(Repository.At("Dockerfile"));

    [Fact]
    public void The_example_env_names_each_variable_that_compose_takes_and_no_other()
    {
        var taken = PassedOn().Matches(compose).Concat(Substituted().Matches(compose)).Select(match => match.Groups["name"].Value)
            .Distinct().Order();
        var named = Named().Matches(File.ReadAllText(Repository.At(".env.example"))).Select(match => match.Groups["name"].Value).Order();
        Assert.Equal(taken, named);
    }

    [Fact]
    public void Compose_builds_only_targets_that_the_Dockerfile_has() => Rule.Holds(
        from Match target in Target().Matches(compose)
        let name = target.Groups["name"].Value
        where !Regex.IsMatch(dockerfile, $"^FROM .* AS {name}$", RegexOptions.Multiline)
        select $"docker-compose.yml builds target {name}, which Dockerfile does not have");

    [Fact]
    public void The_worker_is_given_no_chat_token() =>
        Assert.DoesNotMatch("(Slack|Discord)__", Service("worker"));

    // A bot looks at containers itself: `show`, `logs` and what a deletion would take are asked from there.
    [Theory]
    [InlineData("bot")]
    [InlineData("worker")]
    public void Whoever_talks_to_Docker_hosts_is_given_what_opens_them(string service)
    {
        var part = Service(service);
        Assert.All(["OPSBOT_Docker__CertificateAuthority", "OPSBOT_Docker__ClientCertificate", "OPSBOT_Docker__ClientKey",
            "./certificates:/certificates:ro"],
            wanted => Assert.Contains($"- {wanted}\n", part, StringComparison.Ordinal));
    }

    // A project that the images need but do not copy breaks `docker build` and nothing else.
    [Fact]
    public void The_images_are_built_from_every_project_they_reference() => Rule.Holds(
        from program in new[] { "Bot", "Worker" }
        from Match reference in Reference().Matches(File.ReadAllText(Repository.At("src", program, $"{program}.csproj")))
        let project = reference.Groups["name"].Value
        where !dockerfile.Contains($"COPY src/{project} src/{project}", StringComparison.Ordinal)
        select $"{program} references {project}, which Dockerfile does not copy");

    static string Service(string name) =>
        Regex.Match(compose, $@"^  {name}:$.*?(?=^ {{0,2}}\w)", RegexOptions.Multiline | RegexOptions.Singleline).Value;

    [GeneratedRegex(@"^\s+- (?<name>(OPSBOT|OTEL)_\w+)$", RegexOptions.Multiline)]
    private static partial Regex PassedOn();

    [GeneratedRegex(@"\$\{(?<name>\w+)")]
    private static partial Regex Substituted();

    [GeneratedRegex(@"^#?(?<name>[A-Z]\w+)=", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"target: (?<name>\w+)")]
    private static partial Regex Target();

    [GeneratedRegex(@"ProjectReference Include=""\.\./(?<name>\w+)/")]
    private static partial Regex Reference();
}
