package io.tenantatlas.query.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The files of the live page: {@code /}, its modules and style sheets under {@code /assets}, its
 * icon. They lie in the class path under {@code static}; nothing else of it is served.
 *
 * <p>Browsers ask each time whether a file is still the same, so that modules of two releases never
 * run together; the answer is mostly 304. An {@code ETag} is made of the content, once.
 */
public final class PageFiles implements WebMvcConfigurer {

  private static final String FILES = "classpath:/static/";
  private static final String ASSETS = "classpath:/static/assets/";

  /** By the file's name; as many as there are files. */
  private final Map<String, String> tags = new ConcurrentHashMap<>();

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    add(registry, FILES, "/index.html", "/favicon.svg");
    add(registry, ASSETS, "/assets/**");
  }

  private void add(ResourceHandlerRegistry registry, String location, String... paths) {
    registry
        .addResourceHandler(paths)
        .addResourceLocations(location)
        .setCacheControl(CacheControl.noCache())
        .setUseLastModified(false)
        .setEtagGenerator(this::tag);
  }

  private String tag(Resource file) {
    return tags.computeIfAbsent(file.toString(), name -> digest(file));
  }

  private static String digest(Resource file) {
    try (var content = file.getInputStream()) {
      return DigestUtils.md5DigestAsHex(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addViewController("/").setViewName("forward:/index.html");
  }
}
