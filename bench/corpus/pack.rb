# Packs Debian's gems again, lists a folder of installed gems, or what a lock of bundler names.
require "rubygems/package"
require "fileutils"

case ARGV.shift
when "pack"
  ARGV.each do |name|
    spec = Gem::Specification.find_by_name(name).dup
    FileUtils.mkdir_p("lib")
    File.write("lib/#{name}.rb", "# #{name}\n")
    spec.files = ["lib/#{name}.rb"]
    spec.extra_rdoc_files = []
    spec.executables = []
    spec.test_files = []
    spec.extensions = []
    Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { puts Gem::Package.build(spec, true) }
  end
  FileUtils.rm_rf("lib")
when "list"
  Dir[File.join(ARGV[0], "specifications", "*.gemspec")].each do |file|
    spec = Gem::Specification.load(file)
    puts "#{spec.name} #{spec.version}"
  end
when "locked"
  require "bundler"
  Bundler::LockfileParser.new(File.read(ARGV[0])).specs.each { |spec| puts "#{spec.name} #{spec.version}" }
end
