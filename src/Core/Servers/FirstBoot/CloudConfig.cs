namespace OpsBot.Core.Servers.FirstBoot;

/// <summary>
/// The steps of a first boot, in cloud-init's own words: https://cloudinit.readthedocs.io/en/latest/reference/modules.html
/// </summary>
static class CloudConfig
{
    // Of Docker's own packages: https://docs.docker.com/engine/install/debian/
    const string DockerKey = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

    public const string Folder = "/opt/opsbot";

    public static string Of(string image, string environment, string compose) =>
        $$"""
        #cloud-config
        package_update: true
        apt:
          sources:
            docker:
              source: "deb [signed-by=$KEY_FILE] https://download.docker.com/linux/{{Distribution(image)}} $RELEASE stable"
              keyid: {{DockerKey}}
        packages: [docker-ce, docker-ce-cli, containerd.io, docker-compose-plugin]
        write_files:
          - path: {{Folder}}/.env
            permissions: "0600"
            content: |
        {{Indented(environment)}}
          - path: {{Folder}}/compose.yaml
            permissions: "0644"
            content: |
        {{Indented(compose)}}
        runcmd:
          - [systemctl, enable, --now, docker]
          - [docker, compose, --project-directory, {{Folder}}, pull, --quiet]
          - [docker, compose, --project-directory, {{Folder}}, up, --detach]
          - [docker, compose, --project-directory, {{Folder}}, --profile, deploy, run, --rm, convex-deploy]

        """;

    static string Distribution(string image) => image.StartsWith("ubuntu", StringComparison.Ordinal) ? "ubuntu" : "debian";

    static string Indented(string text) =>
        string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? "" : $"      {line}"));
}
